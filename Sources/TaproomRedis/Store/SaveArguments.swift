import TaproomSessions

/// The script's arguments for a change: operation, name as JSON, value.
enum SaveArguments {
    static func write(_ edit: SessionEdit, to writer: inout CommandWriter) {
        switch edit {
        case .set(let name, let value): write("set", name, value, to: &writer)
        case .remove(let name): write("remove", name, [], to: &writer)
        case .increment(let name, let amount): write("increment", name, Array(String(amount).utf8), to: &writer)
        case .append(let name, let value): write("append", name, value, to: &writer)
        }
    }

    /// An increment by what is no number: the script gives it back to the caller.
    static func writeRefusal(to writer: inout CommandWriter) {
        write("increment", "", [UInt8](repeating: 0x39, count: 16), to: &writer)
    }

    private static func write(_ operation: String, _ name: String, _ value: [UInt8], to writer: inout CommandWriter) {
        writer.add(operation)
        if name.isPlainInJSON {
            writer.add("\"", name, "\"")
        } else {
            writer.add(JSONValue.string(name).bytes)
        }
        writer.add(value)
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
