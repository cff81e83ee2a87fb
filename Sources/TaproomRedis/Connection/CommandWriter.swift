import TaproomHTTP

/// Arguments that many commands have in common, encoded once.
struct EncodedArguments: Sendable {
    let bytes: [UInt8]
    let count: Int

    init(_ arguments: String...) {
        var writer = CommandWriter(output: [])
        for argument in arguments { writer.add(argument) }
        bytes = writer.output
        count = arguments.count
    }
}

/// Writes commands as RESP arrays of bulk strings.
package struct CommandWriter {
    var output: [UInt8]
    /// The commands begun since `reset`, and the arguments that they still lack.
    private var commands = 0
    private var missing = 0

    init(output: [UInt8]) {
        self.output = output
    }

    /// Resets the counts for the next command.
    mutating func reset() {
        commands = 0
        missing = 0
    }

    /// What is wrong with the bytes written since `reset`; nil if they are one command with as many arguments as
    /// `begin` announced. With another number, Redis would wait for more arguments, or take an argument for the next
    /// command.
    var problem: String? {
        if commands != 1 { return "\(commands) commands were begun in place of one" }
        if missing == 0 { return nil }
        return missing > 0 ? "\(missing) arguments are missing" : "\(-missing) arguments are too many"
    }

    /// The most bytes of an argument's framing.
    private static let framing = 28

    /// Begins a command. Its arguments must follow.
    ///
    /// - Parameter count: the number of arguments, including the command's name.
    package mutating func begin(_ count: Int) {
        commands &+= 1
        missing &+= count
        output.append(addingCapacity: Self.framing) { Self.line(0x2a, count, to: &$0) }
    }

    /// Writes a whole command.
    package mutating func write(_ words: [String]) {
        begin(words.count)
        for word in words { add(word) }
    }

    /// Writes arguments that are already encoded.
    mutating func add(_ arguments: EncodedArguments) {
        missing &-= arguments.count
        output.append(contentsOf: arguments.bytes)
    }

    /// Writes the next argument.
    package mutating func add(_ text: String) {
        missing &-= 1
        let count = text.utf8.count
        output.append(addingCapacity: count + Self.framing) { output in
            Self.line(0x24, count, to: &output)
            output.append(text)
            Self.endLine(&output)
        }
    }

    /// Writes the next argument, which consists of two parts.
    package mutating func add(_ prefix: String, _ rest: String) {
        missing &-= 1
        let count = prefix.utf8.count + rest.utf8.count
        output.append(addingCapacity: count + Self.framing) { output in
            Self.line(0x24, count, to: &output)
            output.append(prefix)
            output.append(rest)
            Self.endLine(&output)
        }
    }

    /// Writes the next argument between quotes.
    mutating func add(quoted text: String) {
        missing &-= 1
        let count = text.utf8.count + 2
        output.append(addingCapacity: count + Self.framing) { output in
            Self.line(0x24, count, to: &output)
            output.append(0x22)
            output.append(text)
            output.append(0x22)
            Self.endLine(&output)
        }
    }

    /// Writes the next argument.
    package mutating func add(_ bytes: [UInt8]) {
        missing &-= 1
        output.append(addingCapacity: bytes.count + Self.framing) { output in
            Self.line(0x24, bytes.count, to: &output)
            output.append(copying: bytes.span)
            Self.endLine(&output)
        }
    }

    /// Writes the next argument as a number in decimal digits.
    package mutating func add(_ number: Int) {
        guard 0..<1_000_000 ~= number else { return add(String(number)) }
        missing &-= 1
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
