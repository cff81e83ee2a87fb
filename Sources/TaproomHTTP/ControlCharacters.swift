/// Escapes control characters in text for terminals and line-based logs. Escaped text can't move the cursor, change the
/// writing direction, or start a new line (CWE-117).
package enum ControlCharacters {
    /// The context of the text.
    package enum Context: Sendable {
        /// A part of a line.
        case line
        /// A word of a line. Spaces are escaped, too.
        case word
        /// A JSON string. The escapes do not change its value.
        case jsonString
    }

    /// Appends text with each control character escaped as in JSON, for example `\u001b`.
    package static func append(_ text: String, for context: Context, to output: inout [UInt8]) {
        if isPlain(text.utf8.span, context) {
            output.append(contentsOf: text.utf8)
        } else {
            for scalar in text.unicodeScalars { append(scalar, for: context, to: &output) }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, for context: Context, to output: inout [UInt8]) {
        if isObeyed(scalar) || context == .word && scalar == " " {
            let digits = String(scalar.value, radix: 16)
            output.append(contentsOf: #"\u"#.utf8)
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
            output.append(contentsOf: digits.utf8)
        } else {
            if context == .jsonString, scalar == "\"" || scalar == "\\" { output.append(UInt8(ascii: "\\")) }
            output.append(contentsOf: String(scalar).utf8)
        }
    }

    /// Whether a character controls a terminal or a line: a control character of ASCII or Latin-1, a line or paragraph
    /// separator, or a bidirectional control. All are below U+10000.
    package static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        default: return scalar.properties.isBidiControl
        }
    }

    private static func isPlain(_ text: Span<UInt8>, _ context: Context) -> Bool {
        for index in text.indices where !isPlain(text[index], context) { return false }
        return true
    }

    /// Whether a byte needs no further check, as is true of most text.
    private static func isPlain(_ byte: UInt8, _ context: Context) -> Bool {
        guard 0x20..<0x7f ~= byte else { return false }
        return switch context {
        case .line: true
        case .word: byte != UInt8(ascii: " ")
        case .jsonString: byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
    }
}

extension String {
    /// The text with its control characters escaped, as part of a line.
    package var escapingControlCharacters: String {
        var bytes: [UInt8] = []
        ControlCharacters.append(self, for: .line, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
