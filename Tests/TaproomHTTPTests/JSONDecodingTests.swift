import Foundation
import TaproomHTTP
import Testing

/// Types of all kinds decoded from JSON, and the errors if they can't be.
@Suite struct JSONDecodingTests {
    private struct User: Codable, Equatable {
        var name: String
        var age: Int?
        var tags: [String]
    }

    private func decode<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoding().decode(type, from: Array(json.utf8))
    }

    private func failure<Value: Decodable>(_ json: String, as type: Value.Type) -> DecodingFailure? {
        do {
            _ = try decode(json, as: type)
            return nil
        } catch {
            return (error as? DecodingError).map(DecodingFailure.init)
        }
    }

    @Test func ofMembersWithOneNameTheLastCounts() throws {
        #expect(try decode(#"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
        #expect(try decode(#"{"name":"x","tags":[],"name":"y"}"#) == User(name: "y", tags: []))
        #expect(try decode(#"{"ab":1,"\u0061b":2}"#) == ["ab": 2])
        let many = (0..<100).map { "\"k\($0 % 40)\":\($0)" }.joined(separator: ",")
        let values = try decode("{\(many)}", as: [String: Int].self)
        #expect(values == Dictionary(uniqueKeysWithValues: (60..<100).map { ("k\($0 % 40)", $0) }))
        #expect(try decode(#"{"a":{"x":1,"x":2},"a":{"x":3,"x":4}}"#) == ["a": ["x": 4]])
    }

    @Test func namesAreComparedByCodePoints() throws {
        struct Accents: Decodable {
            var composed: Int?
            var decomposed: Int?
            enum CodingKeys: String, CodingKey {
                case composed = "\u{e9}"
                case decomposed = "e\u{301}"
            }
        }
        let both = try decode("{\"e\u{301}\":1,\"\u{e9}\":2}", as: Accents.self)
        #expect(both.composed == 2)
        #expect(both.decomposed == 1)
        #expect(try decode("{\"e\u{301}\":1}", as: Accents.self).composed == nil)
        #expect(try decode(#"{"e\u0301":1,"\u00e9":2}"#, as: Accents.self).decomposed == 1)
        let value = try JSONValue(parsing: Array(#"{"e\u0301":1,"\u00e9":2}"#.utf8))
        #expect(value["e\u{301}"] == 1)
        #expect(value["\u{e9}"] == 2)
        #expect(JSONValue.string("e\u{301}") != JSONValue.string("\u{e9}"))
    }

    @Test(
        arguments: [
            [0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0xaf, 0x22],
            [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0x7b, 0x22, 0x80, 0x22, 0x3a, 0x31, 0x7d],
        ] as [[UInt8]])
    func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONDecoding().decode(JSONValue.self, from: bytes) }
    }

    @Test func numbersFitOrAreRefused() throws {
        #expect(try decode("[0e1,1.0,1e3,-0,-7]") == [0, 1, 1000, 0, -7])
        #expect(try decode("[-128,127]") == [Int8.min, Int8.max])
        #expect(try decode("[9223372036854775807,-9223372036854775808]") == [Int.max, Int.min])
        #expect(try decode("18446744073709551615") == UInt64.max)
        #expect(try decode("170141183460469231731687303715884105727") == Int128.max)
        for text in ["128", "-129", "1.5", "1e3", "1e999"] {
            #expect(throws: DecodingError.self) { try decode(text, as: Int8.self) }
        }
        #expect(throws: DecodingError.self) { try decode("-1", as: UInt.self) }
        #expect(throws: DecodingError.self) { try decode("9223372036854775808", as: Int.self) }
        #expect(throws: DecodingError.self) { try decode("1e999", as: Double.self) }
        #expect(throws: DecodingError.self) { try decode("\"1\"", as: Int.self) }
        #expect(throws: DecodingError.self) { try decode("1", as: Bool.self) }
        #expect(throws: DecodingError.self) { try decode("true", as: Double.self) }
        #expect(try decode("0.1") == Float(0.1))
        #expect(try decode("0.1234567890123456789") == Decimal(string: "0.1234567890123456789"))
    }

    @Test func fractionsAreTheNearestOfTheirType() throws {
        var random = SplitMix(state: 7)
        var texts = [
            "0.1", "1.1", "123456789012345", "0.000000000000001", "9007199254740993", "1e23", "5e-324",
            "2.2250738585072011e-308", "1.7976931348623157e308", "-0.0", "-0", "4.35", "0.3", "123.456e-7",
        ]
        for _ in 0..<2000 {
            let digits = String(random.next() >> (random.next() % 60))
            let point = Int(random.next() % 20)
            texts.append(digits + (point < 18 ? "." + String(repeating: "0", count: point % 5) + digits : ""))
        }
        for text in texts {
            #expect(try decode(text, as: Double.self).bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    @Test func errorsNameTheWayToTheValue() {
        struct Form: Decodable { var users: [User] }
        let cases: [(String, DecodingFailure)] = [
            (#"{}"#, .init(path: "users", reason: "is missing")),
            (#"{"users":[{"name":"a","tags":[]},{"tags":[]}]}"#, .init(path: "users[1].name", reason: "is missing")),
            (
                #"{"users":[{"name":7,"tags":[]}]}"#,
                .init(path: "users[0].name", reason: "must be a string, not a number")
            ),
            (
                #"{"users":[{"name":"a","tags":["x",null]}]}"#,
                .init(path: "users[0].tags[1]", reason: "must be a string, not null")
            ),
            (
                #"{"users":[{"name":"a","age":1.5,"tags":[]}]}"#,
                .init(
                    path: "users[0].age",
                    reason: "must be a whole number from -9223372036854775808 to 9223372036854775807")
            ),
            (#"{"users":{}}"#, .init(path: "users", reason: "must be an array, not an object")),
            (#"[]"#, .init(path: "", reason: "must be an object, not an array")),
        ]
        for (json, expected) in cases {
            #expect(failure(json, as: Form.self) == expected)
        }
        #expect(DecodingFailure(path: "a", reason: "is missing").sentence == "'a' is missing.")
        #expect(DecodingFailure(path: "", reason: "must be base64").sentence == "The content must be base64.")
    }

    @Test func whatIsNotJSONIsAnErrorOfItsOwn() {
        for text in ["", "[1,]", #"{"id":0,}"#, "[01]", "nope", "{'a':1}", "[1] 2"] {
            #expect(throws: JSONError.self) { try decode(text, as: [Int].self) }
        }
    }

    @Test func nestingIsBounded() throws {
        let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try decode(nested(256), as: JSONValue.self)
        #expect(throws: JSONError.self) { try decode(nested(257), as: JSONValue.self) }
        #expect(throws: JSONError.self) { try decode(nested(500_000), as: JSONValue.self) }
    }

    @Test(arguments: [
        ("2026-11-28T12:00:00.123Z", 1_795_867_200.123), ("2026-11-28T12:00:00Z", 1_795_867_200),
        ("1969-12-31T23:59:59.999Z", -0.001), ("2026-11-28T13:30:00.5+01:30", 1_795_867_200.5),
        ("2026-11-28t12:00:00.123456789z", 1_795_867_200.123456789), ("+010000-01-01T00:00:00.000Z", 253_402_300_800),
        ("-000001-01-01T00:00:00.000Z", -62_198_755_200),
    ])
    func datesAreISO8601(_ text: String, _ seconds: Double) throws {
        #expect(try decode("\"\(text)\"", as: Date.self) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "2026-11-28", "2026-11-28T12:00:00", "2026-13-28T12:00:00Z", "2026-02-30T12:00:00Z", "2026-11-28T12:00:00.Z",
        "2026-11-28T12:00:00+0100", "2026-11-28 12:00:00Z", "now", "", "2026-11-28T12:00:00Zx",
    ])
    func whatIsNoDateIsRefused(_ text: String) {
        #expect(throws: DecodingError.self) { try decode("\"\(text)\"", as: Date.self) }
    }

    @Test func aNumberIsADateOnlyWhereItIsAskedFor() throws {
        #expect(throws: DecodingError.self) { try decode("1795867200123", as: Date.self) }
        let old = JSONDecoding(dates: .textOrReferenceSeconds)
        #expect(try old.decode(Date.self, from: Array("12.5".utf8)) == Date(timeIntervalSinceReferenceDate: 12.5))
        #expect(
            try old.decode(Date.self, from: Array(#""2001-01-01T00:00:12.500Z""#.utf8))
                == Date(timeIntervalSinceReferenceDate: 12.5))
    }

    @Test func foundationsTypesAreRead() throws {
        struct Values: Codable, Equatable {
            var data: Data
            var url: URL
            var id: UUID
            var price: Decimal
        }
        let json = """
            {"data":"AAH/","url":"https://example.com/a?b=c","id":"4D36E96E-E325-11CE-BFC1-08002BE10318","price":19.99}
            """
        let values = try decode(json, as: Values.self)
        #expect(values.data == Data([0, 1, 255]))
        #expect(values.price == Decimal(string: "19.99"))
        #expect(String(decoding: try JSONEncoding.encode(values), as: UTF8.self) == json)
        #expect(failure(#""A""#, as: Data.self)?.reason == "must be base64")
    }

    @Test func decodersCanBeKeptAndReadInAnyOrder() throws {
        struct Kept: Decodable {
            let decoder: any Decoder
            init(from decoder: any Decoder) { self.decoder = decoder }
        }
        let kept = try decode(#"[{"a":1},[2,3],"x"]"#, as: [Kept].self)
        #expect(try String(from: kept[2].decoder) == "x")
        #expect(try [String: Int](from: kept[0].decoder) == ["a": 1])
        #expect(try [Int](from: kept[1].decoder) == [2, 3])
        #expect(kept[1].decoder.codingPath.map(\.intValue) == [1])
    }

    @Test func nestedContainersAndSuperDecodersFindTheirPlace() throws {
        struct Nested: Decodable {
            enum Keys: CodingKey { case outer, list, inner }
            class Base: Decodable { let id: Int }
            let inner: Int
            let list: [Int]
            let base: Base
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                inner = try container.nestedContainer(keyedBy: Keys.self, forKey: .outer).decode(
                    Int.self, forKey: .inner)
                var elements = try container.nestedUnkeyedContainer(forKey: .list)
                var list: [Int] = []
                #expect(elements.count == 3)
                while !elements.isAtEnd {
                    if try !elements.decodeNil() { list.append(try elements.decode(Int.self)) }
                }
                #expect(elements.currentIndex == 3)
                self.list = list
                base = try Base(from: try container.superDecoder())
            }
        }
        let value = try decode(#"{"super":{"id":9},"list":[1,null,3],"outer":{"inner":5}}"#, as: Nested.self)
        #expect(value.inner == 5)
        #expect(value.list == [1, 3])
        #expect(value.base.id == 9)
    }

    @Test func anElementThatDoesNotFitIsStillThere() throws {
        struct Mixed: Decodable {
            var texts: [String] = []
            init(from decoder: any Decoder) throws {
                var elements = try decoder.unkeyedContainer()
                while !elements.isAtEnd {
                    if let text = try? elements.decode(String.self) {
                        texts.append(text)
                    } else {
                        texts.append("\(try elements.decode(Int.self))")
                    }
                }
            }
        }
        #expect(try decode(#"["a",1,"b"]"#, as: Mixed.self).texts == ["a", "1", "b"])
        #expect(throws: DecodingError.self) { try decode("[null]", as: Mixed.self) }
    }

    @Test func aLargeDictionaryTakesNoLongerForEachMember() throws {
        // Comparing the names one by one would take tens of billions of comparisons.
        let json = "{" + (0..<200_000).map { "\"k\($0)\":{\"v\":\($0)}" }.joined(separator: ",") + "}"
        let values = try decode(json, as: [String: [String: Int]].self)
        #expect(values.count == 200_000)
        #expect(values["k199999"] == ["v": 199_999])
    }
}

/// A generator of random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
