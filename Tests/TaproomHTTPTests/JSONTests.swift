import Testing

@testable import TaproomHTTP

/// JSON as RFC 8259 defines it: accepted, rejected, and preserved.
@Suite struct JSONTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "-0.25", "1e5", "1E+5", "1e-5", "1.5e10", "0e0",
        "123456789012345678901234567890", "0.1000", "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e9\"", "\"\\ud83c\\udf7a\"", "\"\\ud83c\"", "\"\\udf7a\\ud83c\"", "\"\u{7f}\"", "\"\u{2028}\"",
        "[]", "[ ]", "[1]", "[1, 2 ,3]", "[[],[[]]]", "{}", "{ }", "{\"a\":1}", "{\"a\" : 1 , \"b\" : [ ] }",
        "{\"\":0}", "{\"a\":{\"b\":{\"c\":null}}}", "{\"a\":1,\"a\":2}", " 1 ", "\t\r\n[1]\n", "[\"\\u0000\"]",
    ])
    func isAccepted(_ text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(try JSONDecoding().decode(JSONValue.self, from: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "tru", "+1", "01", "-", "-01", "1.", ".5", "1.e5", "1e", "1e+", "0x1", "NaN",
        "Infinity", "-Infinity", "1 2", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"",
        "\"\t\"",
        "'a'", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{", "}", "{\"a\"", "{\"a\":", "{\"a\":1",
        "{\"a\":1,", "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\"::1}", "[1]]",
        "{}{}", "// 1", "[1]//", "\u{feff}1", "[\"a\", \"b\"", "[true false]", "\u{0}",
    ])
    func isRefused(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(throws: JSONError.self) { try JSONFields(Array("{\"a\":\(text)".utf8)) }
        #expect(throws: JSONError.self) { try JSONDecoding().decode(JSONValue.self, from: Array(text.utf8)) }
    }

    @Test func nestingIsBounded() throws {
        func nested(_ depth: Int) -> [UInt8] {
            [UInt8](repeating: 0x5b, count: depth) + [UInt8](repeating: 0x5d, count: depth)
        }
        _ = try JSONValue(parsing: nested(256))
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(257)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: nested(1_000_000)) }
    }

    @Test(arguments: [
        (#""\u0041\ud83c\udf7a""#, "A🍺"), (#""\ud83c""#, "\u{fffd}"), (#""\ud83cx""#, "\u{fffd}x"),
        (#""\udf7a\ud83c""#, "\u{fffd}\u{fffd}"), (#""\/\b\f""#, "/\u{8}\u{c}"), (#""é""#, "é"),
    ])
    func stringsAreDecoded(_ json: String, _ text: String) throws {
        #expect(try JSONValue(parsing: Array(json.utf8)).stringValue == text)
    }

    @Test(arguments: [
        ("\u{0}\u{1f}\"\\/", #""\u0000\u001f\"\\/""#), ("\n\r\t\u{8}\u{c}", #""\n\r\t\b\f""#),
        ("K\u{f6}lsch 🍺\u{2028}", "\"K\u{f6}lsch 🍺\u{2028}\""),
    ])
    func stringsAreWrittenAsByJavaScript(_ text: String, _ json: String) {
        #expect(JSONValue.string(text).text == json)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (100.0, "100"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"), (1.5e22, "1.5e+22"), (123456789.125, "123456789.125"), (1e-6, "0.000001"), (1e-7, "1e-7"),
        (1.25e-9, "1.25e-9"), (9007199254740993.0, "9007199254740992"), (Double.leastNonzeroMagnitude, "5e-324"),
        (.infinity, "null"),
        (.nan, "null"),
    ])
    func numbersAreWrittenAsByJavaScript(_ number: Double, _ json: String) {
        #expect(JSONValue(number).text == json)
    }

    @Test func ofMembersWithOneNameTheLastCounts() throws {
        let fields = try JSONFields(Array(#"{"a":1,"b":2,"a":3}"#.utf8))
        #expect(fields.names == ["a", "b"])
        #expect(fields.value("a") == 3)
        #expect(try JSONValue(parsing: Array(#"{"a":1,"b":2,"a":3}"#.utf8)) == ["a": 3, "b": 2])
    }

    @Test func bytesThatAreNoUTF8Survive() throws {
        let json: [UInt8] = Array(#"{"a":""#.utf8) + [0xff, 0xc3, 0x28] + Array(#"","b":1}"#.utf8)
        var fields = try JSONFields(json)
        fields.set("b", [0x32])
        #expect(fields.bytes == json.dropLast(2) + [0x32, 0x7d])
        #expect(fields.value("a")?.stringValue == "\u{fffd}\u{fffd}(")
    }

    @Test func editsKeepEverythingElseInPlace() throws {
        var fields = try JSONFields(Array(#"{ "z" : [ 1,2 ] , "a\u0062":1.50 ,"c":{"d":null}}"#.utf8))
        #expect(fields.value("ab") == .number("1.50"))
        fields.set("ab", Array("2".utf8))
        fields.set("new", Array("\"x\"".utf8))
        fields.remove("c")
        #expect(String(decoding: fields.bytes, as: UTF8.self) == #"{ "z" : [ 1,2 ] , "a\u0062":2,"new":"x"}"#)
        var same = try JSONFields(Array(#"{ "z" : 1 }"#.utf8))
        same.set("z", Array("1".utf8))
        #expect(!same.isEdited)
        #expect(String(decoding: same.bytes, as: UTF8.self) == #"{ "z" : 1 }"#)
    }

    @Test func manyMembersAreFoundAndDuplicatesMerged() throws {
        let members = (0..<5000).map { "\"field\($0 % 4000)\":\($0)" }
        let fields = try JSONFields(Array("{\(members.joined(separator: ","))}".utf8))
        #expect(fields.names.count == 4000)
        #expect(fields.value("field999")?.intValue == 4999)
        #expect(fields.value("field3999")?.intValue == 3999)
    }

    @Test func aLargeObjectTakesNoLongerForEachMember() throws {
        // Comparing the names one by one would take over four hundred million comparisons.
        let members = (0..<30_000).map { "\"k\($0)\":\($0 % 10)" } + ["\"k7\":\"last\""]
        let value = try JSONValue(parsing: Array("{\(members.joined(separator: ","))}".utf8))
        guard case .object(let parsed) = value else { return #expect(Bool(false), "no object") }
        #expect(parsed.count == 30_000)
        #expect(parsed[7] == .init("k7", "last"))
        #expect(value["k29999"] == 9)
    }

    @Test func anyBytesAreAnErrorOrAValue() {
        var state: UInt64 = 42
        let alphabet = Array("{}[]\",:\\u0019eE+-.truefalsn \n".utf8) + [0x80, 0xff, 0x00]
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            for _ in 0..<(state >> 33 & 31) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            if let value = try? JSONValue(parsing: bytes) {
                #expect((try? JSONValue(parsing: value.bytes)) == value)
            }
            _ = try? JSONFields(bytes)
        }
    }

    @Test func namesThatDifferInTheirEscapesAreOne() throws {
        #expect(
            String(decoding: try JSONFields(Array(#"{"ab":1,"c":2,"\u0061b":3}"#.utf8)).bytes, as: UTF8.self)
                == #"{"ab":3,"c":2}"#)
        let many = (0..<40).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        let fields = try JSONFields(Array("{\(many),\"\\u006b7\":\"x\",\"k7\":\"y\"}".utf8))
        #expect(fields.names.count == 40)
        #expect(fields.value("k7") == "y")
    }

    @Test func aNameIsWhatItsEscapesStandFor() throws {
        let fields = try JSONFields(Array(#"{"a\nb":1,"c\u0064":2,"e":3}"#.utf8))
        #expect(fields.value("a\nb") == 1)
        #expect(fields.value(#"a\nb"#) == nil)
        #expect(fields.value("cd") == 2)
        #expect(fields.value(#"c\u0064"#) == nil)
        #expect(fields.value("e") == 3)
        var edited = fields
        edited.set("x\ty", Array("4".utf8))
        #expect(edited.value("x\ty") == 4)
        #expect(edited.value("xty") == nil)
        #expect(try JSONFields(edited.bytes).names == ["a\nb", "cd", "e", "x\ty"])
    }

    /// JavaScript distinguishes lone surrogates, and writes them as they were.
    @Test func loneSurrogatesAreThemselves() throws {
        let text = #"{"\ud800":1,"\ud801":2,"\udfff":3,"\ufffd":4,"\ud83c\udf7a":5}"#
        let fields = try JSONFields(Array(text.utf8))
        #expect(fields.bytes == Array(text.utf8))
        #expect(fields.value("\u{fffd}") == 4)
        #expect(fields.value("\u{1f37a}") == 5)
        #expect(try JSONFields(Array(#"{"\ud800":1,"\uD800":2}"#.utf8)).bytes == Array(#"{"\ud800":2}"#.utf8))
    }
}

extension JSONValue {
    /// The value's JSON as text.
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
