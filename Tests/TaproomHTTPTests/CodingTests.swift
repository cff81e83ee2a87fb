import TaproomHTTP
import Testing

/// Forms, escapes, ranges, tags and codings.
@Suite struct CodingTests {
    @Test(
        arguments: [
            ("", []), ("&", []), ("a", [["a", ""]]), ("a=", [["a", ""]]), ("=b", [["", "b"]]), ("=", [["", ""]]),
            ("a=b", [["a", "b"]]), ("a=b&c=d", [["a", "b"], ["c", "d"]]), ("&&a=b&&", [["a", "b"]]),
            ("a=b=c", [["a", "b=c"]]), ("a+b=c+d", [["a b", "c d"]]), ("a%20b=%2B", [["a b", "+"]]),
            ("a=%C3%A4", [["a", "ä"]]), ("a=%c3%a4", [["a", "ä"]]), ("a=%zz", [["a", "%zz"]]), ("a=%4", [["a", "%4"]]),
            ("a=%", [["a", "%"]]), ("a=%%41", [["a", "%A"]]), ("a=%FF", [["a", "\u{fffd}"]]), ("a=%00", [["a", "\0"]]),
            ("a=1&a=2", [["a", "1"], ["a", "2"]]), ("a;b=c", [["a;b", "c"]]),
        ] as [(String, [[String]])])
    func forms(_ text: String, _ expected: [[String]]) throws {
        #expect(try FormFields(urlEncoded: text.utf8).pairs.map { [$0.name, $0.value] } == expected)
    }

    @Test func fieldsByName() throws {
        let form = try FormFields(urlEncoded: "a=1&b=2&a=3".utf8)
        #expect(form["a"] == "1")
        #expect(form["c"] == nil)
        #expect(form.values("a") == ["1", "3"])
    }

    @Test func tooManyFieldsAreAnErrorAndNoneIsDropped() throws {
        let many = String(repeating: "a=b&", count: 1000).utf8
        #expect(try FormFields(urlEncoded: many).pairs.count == 1000)
        #expect(throws: TooManyFields(limit: 1000)) { try FormFields(urlEncoded: Array(many) + [0x61]) }
        #expect(throws: TooManyFields(limit: 1)) { try FormFields(urlEncoded: "a=b&c=d".utf8, limit: 1) }
        #expect(try FormFields(urlEncoded: "a=b&&&".utf8, limit: 1).pairs.count == 1)
    }

    @Test func fieldsAreTheNamesOfTheirCodePoints() throws {
        let form = try FormFields(urlEncoded: "e%CC%81=1&%C3%A9=2&K=3&%E2%84%AA=4".utf8)
        #expect(form["e\u{301}"] == "1")
        #expect(form["\u{e9}"] == "2")
        #expect(form.values("\u{e9}") == ["2"])
        #expect(form["\u{212a}"] == "4")
        #expect(try FormFields(urlEncoded: "a=%C3%A9".utf8) != FormFields(urlEncoded: "a=e%CC%81".utf8))
    }

    /// The result is the same for words of eight bytes and for single bytes.
    @Test func everyPlaceOfAnEscapeIsDecoded() throws {
        for length in 0..<20 {
            for place in 0...length {
                for (escape, text) in [
                    ("%41", "A"), ("+", " "), ("%", "%"), ("%4", "%4"), ("%4G", "%4G"), ("%+", "% "),
                ] {
                    let before = String(repeating: "x", count: place)
                    let after = String(repeating: "y", count: length - place)
                    let form = try FormFields(
                        urlEncoded: "\(before)\(escape)\(after)=\(after)\(escape)\(before)&z".utf8)
                    #expect(
                        form.pairs.map { [$0.name, $0.value] } == [
                            [before + text + after, after + text + before], ["z", ""],
                        ])
                }
            }
        }
    }

    @Test(arguments: [
        ("/café?q=a b", "/caf%C3%A9?q=a%20b"), ("/caf%C3%A9?q=a%20b#x", "/caf%C3%A9?q=a%20b#x"), ("", ""),
        ("https://user@example.com:8080/a;b=c,d?e=f&g=h+i#j", "https://user@example.com:8080/a;b=c,d?e=f&g=h+i#j"),
        ("//[::1]:80/a", "//[::1]:80/a"), ("/100%", "/100%25"), ("/%zz%4", "/%25zz%254"), ("/%e4%B8", "/%e4%B8"),
        ("/a\r\nX: y\0", "/a%0D%0AX:%20y%00"), ("/\"<>\\^`{|}\u{7f}", "/%22%3C%3E%5C%5E%60%7B%7C%7D%7F"),
        ("../x?y='(z)*!~_-.", "../x?y='(z)*!~_-."), ("/漢🍺", "/%E6%BC%A2%F0%9F%8D%BA"),
    ])
    func aReferenceIsEncodedWhereItMustBe(_ text: String, _ expected: String) {
        #expect(URIReference.encoded(text) == expected)
        #expect(URIReference.encoded(expected) == expected)
        var fields = HeaderFields()
        fields["location"] = text
        #expect(fields["Location"] == expected)
        fields["Location"] = nil
        fields.append("Location", text)
        #expect(fields["Location"] == expected)
    }

    @Test func escapes() {
        #expect(PercentCoding.encode("aZ09-_.!~*'() /?&=+%äß") == "aZ09-_.!~*'()%20%2F%3F%26%3D%2B%25%C3%A4%C3%9F")
        #expect(PercentCoding.decode("a%20b%2f%C3%A4") == "a b/ä")
        for text in ["%", "%4", "a%4g", "%%41", "%zz", "%ff"] {
            #expect(PercentCoding.decode(text) == nil, "\(text)")
        }
        #expect(PercentCoding.decode("%ff".utf8) == [0xff])
        #expect(PercentCoding.decode("a+b") == "a+b")
        let all = Array(UInt8.min...UInt8.max)
        var encoded: [UInt8] = []
        PercentCoding.encode(all, into: &encoded)
        #expect(PercentCoding.decode(encoded) == all)
    }

    @Test(
        arguments: [
            ("bytes=0-3", .parts([0..<4])), ("bytes=2-", .parts([2..<10])), ("bytes=-3", .parts([7..<10])),
            ("bytes=-99", .parts([0..<10])), ("bytes=9-99", .parts([9..<10])), ("BYTES=0-0", .parts([0..<1])),
            ("bytes=0-0,-1", .parts([0..<1, 9..<10])), ("bytes= 0-0 ,\t2-2 ", .parts([0..<1, 2..<3])),
            ("bytes=0-0,10-12", .parts([0..<1])), ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .parts([0..<10])),
            ("bytes=-99999999999999999999", .parts([0..<10])), ("bytes=3-1", .whole), ("bytes=", .whole),
            ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=0", .whole), ("bytes=0--1", .whole),
            ("bytes=+1-2", .whole), ("bytes=0x1-2", .whole), ("lines=0-1", .whole), ("bytes", .whole), ("", .whole),
            ("bytes=0-0,x", .whole), ("bytes=0-9,0-9", .whole), ("bytes=0-0,,1-1", .whole), ("bytes=1 -2", .whole),
        ] as [(String, RangeField.Answer)])
    func ranges(_ field: String, _ expected: RangeField.Answer) {
        #expect(RangeField.answer(field, size: 10) == expected)
    }

    @Test func rangesOfNothingAndOfVeryMuch() {
        #expect(RangeField.answer("bytes=0-", size: 0) == .unsatisfiable)
        #expect(RangeField.answer("bytes=-1", size: 0) == .unsatisfiable)
        #expect(RangeField.answer("bytes=0-,0-,0-", size: .max) == .whole)
        #expect(RangeField.answer("bytes=0-", size: .max) == .parts([0..<Int.max]))
        let many = "bytes=" + (0..<17).map { "\($0)-\($0)" }.joined(separator: ",")
        #expect(RangeField.answer(many, size: 100) == .whole)
    }

    @Test(
        arguments: [
            ("\"a\"", true, true), ("W/\"a\"", true, false), ("*", true, true), ("\"b\"", false, false),
            ("\"b\", \"a\"", true, true), ("\"b\",W/\"a\"", true, false), ("\"b,\\\"a\\\"\"", false, false),
            ("a", false, false), ("", false, false), (",,\"a\",", true, true), ("\"A\"", false, false),
            ("w/\"a\"", false, false), ("\"a", false, false), ("\"b\"\u{301},\"a\"", true, true),
        ])
    func tags(_ list: String, _ weakly: Bool, _ strongly: Bool) {
        #expect(EntityTag.list(list, holds: "\"a\"") == weakly)
        #expect(EntityTag.list(list, holdsStrongly: "\"a\"") == strongly)
        #expect(EntityTag.list(list, holds: "W/\"a\"") == weakly)
        #expect(EntityTag.list(list, holdsStrongly: "W/\"a\"") == (list == "*"))
    }

    @Test(
        arguments: [
            ("gzip", true), ("GZIP", true), ("x-gzip", true), ("deflate, gzip;q=0.5", true), ("*", true),
            ("gzip;q=1", true), ("gzip ; q=0.001", true), ("", false), ("identity", false), ("deflate", false),
            ("gzip;q=0", false), ("gzip;q=0.000", false), ("gzip; Q=0", false), ("*;q=0", false),
            ("gzip;q=0, *", false), ("*;q=0, gzip", true), ("gzipped", false), (",,gzip,", true),
        ])
    func codings(_ field: String, _ isAccepted: Bool) {
        #expect(AcceptedCodings.accepts("gzip", in: field) == isAccepted)
    }
}
