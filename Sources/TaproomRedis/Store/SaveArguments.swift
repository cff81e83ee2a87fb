import TaproomHTTP
import TaproomSessions

/// Writes the edits of a save as arguments of the script. Each operation has three: its name, the field's name as JSON,
/// and a value.
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

    /// The number of the script's operations for an edit.
    static func count(_ edit: SessionEdit) -> Int {
        if case .update = edit { 2 } else { 1 }
    }

    /// An empty value stands for a missing field, because no JSON is empty.
    private static func writeExpectation(_ name: String, _ value: [UInt8]?, to writer: inout CommandWriter) {
        write(expect, name, to: &writer)
        writer.add(value ?? [])
    }

    /// Writes an increment by a number that is too long for the script, so that the script replies with the stored
    /// value and leaves the merge to the caller.
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
    /// Whether the text needs no escapes in a JSON string.
    fileprivate var isPlainInJSON: Bool {
        let bytes = utf8.span
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5c {
            return false
        }
        return true
    }
}
