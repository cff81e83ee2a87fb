import Logging
import TaproomHTTP

/// A line of a log. Its control characters are escaped.
struct LogLine {
    /// Milliseconds since 1970.
    let milliseconds: Int
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: [(name: String, value: String)]

    /// The line as words separated by spaces. A value that is empty, or contains a space, `=` or `"`, is in quotation
    /// marks.
    var text: [UInt8] {
        var output: [UInt8] = []
        ISODate.append(milliseconds: milliseconds, to: &output)
        output.append(UInt8(ascii: " "))
        output.append(contentsOf: level.rawValue.utf8)
        output.append(UInt8(ascii: " "))
        ControlCharacters.append(label, for: .line, to: &output)
        output.append(contentsOf: ": ".utf8)
        ControlCharacters.append(message, for: .line, to: &output)
        for (name, value) in metadata {
            output.append(UInt8(ascii: " "))
            ControlCharacters.append(name, for: .line, to: &output)
            output.append(UInt8(ascii: "="))
            if value.isEmpty || value.utf8.contains(where: { " =\"".utf8.contains($0) }) {
                Self.appendQuoted(value, to: &output)
            } else {
                ControlCharacters.append(value, for: .line, to: &output)
            }
        }
        output.append(UInt8(ascii: "\n"))
        return output
    }

    /// The line as a JSON object of strings.
    var json: [UInt8] {
        var output = Array("{\"time\":\"".utf8)
        ISODate.append(milliseconds: milliseconds, to: &output)
        output.append(UInt8(ascii: "\""))
        Self.appendMember("level", level.rawValue, to: &output)
        Self.appendMember("logger", label, to: &output)
        Self.appendMember("message", message, to: &output)
        for (name, value) in metadata {
            // The names of an object's members must be unique.
            let isTaken = ["time", "level", "logger", "message"].contains(name)
            Self.appendMember(isTaken ? "_" + name : name, value, to: &output)
        }
        output.append(contentsOf: "}\n".utf8)
        return output
    }

    private static func appendMember(_ name: String, _ value: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: ","))
        appendQuoted(name, to: &output)
        output.append(UInt8(ascii: ":"))
        appendQuoted(value, to: &output)
    }

    private static func appendQuoted(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        ControlCharacters.append(text, for: .jsonString, to: &output)
        output.append(UInt8(ascii: "\""))
    }
}
