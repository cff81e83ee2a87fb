import TaproomHTTP
import TaproomSessions

/// The script's arguments for a change: operation, name as JSON, value.
enum SaveArguments {
    static func write(_ edit: SessionEdit, to writer: inout CommandWriter) {
        switch edit {
        case .set(let name, let value):
            write(set, name, to: &writer)
            writer.add(value)
        case .remove(let name):
            write(remove, name, to: &writer)
            writer.add([])
        case .increment(let name, let amount):
            write(increment, name, to: &writer)
            writer.add(amount)
        case .append(let name, let value):
            write(append, name, to: &writer)
            writer.add(value)
        case .expect(let name, let value): writeExpectation(name, value, to: &writer)
        case .update(let update):
            writeExpectation(update.name, update.before, to: &writer)
            if let after = update.after {
                write(set, update.name, to: &writer)
                writer.add(after)
            } else {
                write(remove, update.name, to: &writer)
                writer.add([])
            }
        }
    }

    /// How many operations of the script a change takes.
    static func count(_ edit: SessionEdit) -> Int {
        if case .update = edit { 2 } else { 1 }
    }

    /// No value stands for a field that is missing, as no JSON is empty.
    private static func writeExpectation(_ name: String, _ value: [UInt8]?, to writer: inout CommandWriter) {
        write(expect, name, to: &writer)
        writer.add(value ?? [])
    }

    /// An increment by what is no number: the script gives it back to the caller.
    static func writeRefusal(to writer: inout CommandWriter) {
        write(increment, "", to: &writer)
        writer.add([UInt8](repeating: 0x39, count: 16))
    }

    private static let set = EncodedArguments("set")
    private static let remove = EncodedArguments("remove")
    private static let increment = EncodedArguments("increment")
    private static let expect = EncodedArguments("expect")
    private static let append = EncodedArguments("append")

    private static func write(_ operation: EncodedArguments, _ name: String, to writer: inout CommandWriter) {
        writer.add(operation)
        if name.isPlainInJSON {
            writer.add(quoted: name)
        } else {
            writer.add(JSONValue.string(name).bytes)
        }
    }
}

extension String {
    /// Whether it stands in JSON as it is, between quotes.
    fileprivate var isPlainInJSON: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5c {
            return false
        }
        return true
    }
}
