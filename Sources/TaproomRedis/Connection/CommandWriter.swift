import TaproomHTTP

/// Arguments that many commands share, encoded once.
struct EncodedArguments: Sendable {
    let bytes: [UInt8]

    init(_ arguments: String...) {
        var writer = CommandWriter(output: [])
        for argument in arguments { writer.add(argument) }
        bytes = writer.output
    }
}

/// Writes commands as RESP arrays of bulk strings.
public struct CommandWriter {
    var output: [UInt8]

    /// The most bytes that the framing of an argument takes.
    private static let framing = 28

    /// Begins a command of so many arguments, its name included; they must follow.
    public mutating func begin(_ count: Int) {
        output.append(addingCapacity: Self.framing) { Self.line(0x2a, count, to: &$0) }
    }

    /// Arguments that were encoded before.
    mutating func add(_ arguments: EncodedArguments) {
        output.append(contentsOf: arguments.bytes)
    }

    /// The next argument.
    public mutating func add(_ text: String) {
        let count = text.utf8.count
        output.append(addingCapacity: count + Self.framing) { output in
            Self.line(0x24, count, to: &output)
            output.append(text)
            Self.endLine(&output)
        }
    }

    /// The next argument, in two or three parts.
    public mutating func add(_ prefix: String, _ rest: String, _ suffix: String = "") {
        let count = prefix.utf8.count + rest.utf8.count + suffix.utf8.count
        output.append(addingCapacity: count + Self.framing) { output in
            Self.line(0x24, count, to: &output)
            output.append(prefix)
            output.append(rest)
            output.append(suffix)
            Self.endLine(&output)
        }
    }

    /// The next argument.
    public mutating func add(_ bytes: [UInt8]) {
        output.append(addingCapacity: bytes.count + Self.framing) { output in
            Self.line(0x24, bytes.count, to: &output)
            output.append(copying: bytes.span)
            Self.endLine(&output)
        }
    }

    /// The next argument, a number in decimal.
    public mutating func add(_ number: Int) {
        guard 0..<1_000_000 ~= number else { return add(String(number)) }
        let digits =
            number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : number < 10_000 ? 4 : number < 100_000 ? 5 : 6
        output.append(addingCapacity: 2 * Self.framing) { output in
            Self.line(0x24, digits, to: &output)
            output.append(decimal: number)
            Self.endLine(&output)
        }
    }

    @inline(__always)
    private static func line(_ kind: UInt8, _ count: Int, to output: inout OutputSpan<UInt8>) {
        output.append(kind)
        output.append(decimal: count)
        endLine(&output)
    }

    @inline(__always)
    private static func endLine(_ output: inout OutputSpan<UInt8>) {
        output.append(0x0d)
        output.append(0x0a)
    }
}
