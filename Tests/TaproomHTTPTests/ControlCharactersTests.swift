import Testing

@testable import TaproomHTTP

/// Text for terminals and logs.
@Suite struct ControlCharactersTests {
    private func escaped(_ text: String, _ context: ControlCharacters.Context) -> String {
        var bytes: [UInt8] = []
        ControlCharacters.append(text, for: context, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("plain text ~", "plain text ~"), ("größer 🍺", "größer 🍺"), ("\u{0}\t\n\r", #"\u0000\u0009\u000a\u000d"#),
        ("\u{1b}[31m", #"\u001b[31m"#), ("\u{7f}\u{80}\u{9f}\u{a0}", "\\u007f\\u0080\\u009f\u{a0}"),
        ("a\u{2028}b\u{2029}", #"a\u2028b\u2029"#), ("\u{202e}\u{2066}\u{200f}\u{61c}", #"\u202e\u2066\u200f\u061c"#),
        ("\r\n", #"\u000d\u000a"#), (#"a "b" \c"#, #"a "b" \c"#), ("", ""),
    ])
    func whatATerminalObeysIsEscaped(text: String, result: String) {
        #expect(escaped(text, .line) == result)
        #expect(text.escapingControlCharacters == result)
    }

    @Test func aWordHasNoSpaces() {
        #expect(escaped("a b\u{85}", .word) == #"a\u0020b\u0085"#)
        #expect(escaped("ä b", .word) == #"ä\u0020b"#)
    }

    @Test(arguments: ["a \"b\" \\c", "\u{0}\u{1f}\u{7f}\u{2028}ö", "\\u0041", "🍺\"\u{202e}"])
    func aJSONStringHasTheSameValue(_ text: String) throws {
        let json = "\"" + escaped(text, .jsonString) + "\""
        #expect(try JSONValue(parsing: Array(json.utf8)) == .string(text))
    }
}
