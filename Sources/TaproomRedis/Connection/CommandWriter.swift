import TaproomHTTP

/// Writes commands as RESP arrays of bulk strings.
public struct CommandWriter {
    var output: [UInt8]

    /// Begins a command of so many arguments, its name included; they must follow.
    public mutating func begin(_ count: Int) {
        output.append(0x2a)
        output.append(decimal: count)
        endLine()
    }

    /// The next argument.
    public mutating func add(_ text: String) {
        bulk(text.utf8.count)
        output.append(contentsOf: text.utf8)
        endLine()
    }

    /// The next argument, in two parts.
    public mutating func add(_ prefix: String, _ rest: String) {
        bulk(prefix.utf8.count + rest.utf8.count)
        output.append(contentsOf: prefix.utf8)
        output.append(contentsOf: rest.utf8)
        endLine()
    }

    /// The next argument.
    public mutating func add(_ bytes: [UInt8]) {
        bulk(bytes.count)
        output.append(contentsOf: bytes)
        endLine()
    }

    /// The next argument, a number in decimal.
    public mutating func add(_ number: Int) {
        var digits: [UInt8] = []
        digits.append(decimal: number)
        add(digits)
    }

    private mutating func bulk(_ count: Int) {
        output.append(0x24)
        output.append(decimal: count)
        endLine()
    }

    private mutating func endLine() {
        output.append(0x0d)
        output.append(0x0a)
    }
}
