import Foundation
import TaproomHTTP
import Testing

/// Types of all kinds encoded as JSON.
@Suite struct JSONEncodingTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoding.encode(value), as: UTF8.self)
    }

    @Test func membersComeInTheOrderInWhichTheTypeHasThem() throws {
        struct Zoo: Encodable {
            var zebra = 1
            var ape: Int? = nil
            var lion = ["b": 2, "a": 1, "\u{10000}": 4, "\u{ff5e}": 3]
        }
        for _ in 0..<10 {
            #expect(try text(Zoo()) == "{\"zebra\":1,\"lion\":{\"a\":1,\"b\":2,\"\u{ff5e}\":3,\"\u{10000}\":4}}")
        }
        #expect(
            try text(["b\n": [1: "x", 10: "y", 9: "z"], "b\"": [:]]) == #"{"b\n":{"1":"x","10":"y","9":"z"},"b\"":{}}"#)
    }

    @Test func scalarsAreWrittenAsByJavaScript() throws {
        #expect(
            try text([1.0, -0.0, 0.1, 1e21, 1e-7, 1.5e20, 123.456])
                == "[1,0,0.1,1e+21,1e-7,150000000000000000000,123.456]")
        #expect(try text([Float(0.1), Float(16_777_216)]) == "[0.1,16777216]")
        #expect(try text([Int.min, Int.max]) == "[-9223372036854775808,9223372036854775807]")
        #expect(try text(UInt64.max) == "18446744073709551615")
        #expect(try text(["a/b\"\\\u{1}\u{e9}"]) == "[\"a/b\\\"\\\\\\u0001\u{e9}\"]")
        #expect(try text([true, false, nil]) == "[true,false,null]")
    }

    @Test(arguments: [
        (1_795_867_200.123, "2026-11-28T12:00:00.123Z"), (0, "1970-01-01T00:00:00.000Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"), (253_402_300_800, "+010000-01-01T00:00:00.000Z"),
        (-62_198_755_200, "-000001-01-01T00:00:00.000Z"), (-62_135_596_800, "0001-01-01T00:00:00.000Z"),
    ])
    func datesAreWrittenAsByJavaScript(_ seconds: Double, _ expected: String) throws {
        #expect(try text([Date(timeIntervalSince1970: seconds)]) == "[\"\(expected)\"]")
    }

    @Test func everyMillisecondComesBack() throws {
        var random = SplitMix(state: 3)
        for _ in 0..<2000 {
            let milliseconds = Int(random.next() % 8_000_000_000_000) - 2_000_000_000_000
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            let json = try JSONEncoding.encode(date)
            #expect(try JSONDecoding().decode(Date.self, from: json) == date)
        }
    }

    @Test func whatJSONHasNoWordsForIsAnErrorWithItsPlace() {
        struct Row: Encodable { var values: [Double] }
        for value in [Double.nan, .infinity, -.infinity] {
            let error = #expect(throws: EncodingError.self) { try text(["rows": [Row(values: [1, value])]]) }
            guard case .invalidValue(_, let context)? = error else { continue }
            #expect(context.codingPath.map(\.stringValue) == ["rows", "0", "values", "1"])
        }
        #expect(throws: EncodingError.self) { try text(Float.nan) }
        #expect(throws: EncodingError.self) { try text(Date(timeIntervalSince1970: 1e14)) }
        #expect(throws: EncodingError.self) { try text(Decimal.nan) }
    }

    @Test func whatFailsAndIsCaughtLeavesNoTrace() throws {
        struct Careful: Encodable {
            enum Keys: CodingKey { case a, b, c, d }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                try container.encode(1, forKey: .a)
                try? container.encode(Double.nan, forKey: .b)
                try? container.encode([["x": [1, Double.nan]]], forKey: .c)
                var list = container.nestedUnkeyedContainer(forKey: .d)
                try? list.encode(Double.infinity)
                try list.encode(2)
            }
        }
        #expect(try text(Careful()) == #"{"a":1,"d":[2]}"#)
    }

    @Test func nestedContainersMayBeWrittenInAnyOrder() throws {
        struct Interleaved: Encodable {
            enum Keys: CodingKey { case first, second, third, fourth, fifth }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                var first = container.nestedContainer(keyedBy: Keys.self, forKey: .first)
                var second = container.nestedUnkeyedContainer(forKey: .second)
                try container.encode(["x"], forKey: .third)
                try second.encode(1)
                try first.encode(true, forKey: .second)
                var deep = second.nestedContainer(keyedBy: Keys.self)
                try second.encode(3)
                try deep.encode("in", forKey: .first)
                try ["k": 2].encode(to: container.superEncoder(forKey: .fourth))
                _ = container.superEncoder(forKey: .fifth)
                try "s".encode(to: container.superEncoder())
            }
        }
        #expect(
            try text([Interleaved()])
                == #"[{"first":{"second":true},"second":[1,{"first":"in"},3],"third":["x"],"fourth":{"k":2},"#
                + #""fifth":{},"super":"s"}]"#)
    }

    @Test func oneValueMayBeEncodedByMoreThanOneContainer() throws {
        class Base: Encodable {
            enum BaseKeys: CodingKey { case base }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: BaseKeys.self)
                try container.encode(1, forKey: .base)
            }
        }
        final class Derived: Base {
            enum DerivedKeys: CodingKey { case derived }
            override func encode(to encoder: any Encoder) throws {
                try super.encode(to: encoder)
                var container = encoder.container(keyedBy: DerivedKeys.self)
                try container.encode(2, forKey: .derived)
            }
        }
        #expect(try text([Derived(), Derived()]) == #"[{"base":1,"derived":2},{"base":1,"derived":2}]"#)
    }

    @Test func whatMixesContainersIsAnErrorAndNoTrap() {
        struct Mixed: Encodable {
            let mix: (any Encoder) throws -> Void
            func encode(to encoder: any Encoder) throws { try mix(encoder) }
        }
        let mixes: [(any Encoder) throws -> Void] = [
            {
                _ = $0.container(keyedBy: Key.self)
                _ = $0.unkeyedContainer()
            },
            {
                try 1.encode(to: $0)
                try 2.encode(to: $0)
            },
            {
                try 1.encode(to: $0)
                _ = $0.unkeyedContainer()
            },
            {
                var outer = $0.unkeyedContainer()
                let nested = Mixed { _ in try outer.encode(1) }
                var other = outer
                try other.encode(nested)
            },
        ]
        for mix in mixes { #expect(throws: EncodingError.self) { try text([Mixed(mix: mix)]) } }
    }

    private enum Key: CodingKey { case key }

    @Test func nestingIsBounded() throws {
        indirect enum Nest: Codable, Equatable {
            case end
            case deeper(Nest)
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                self = container.isAtEnd ? .end : .deeper(try container.decode(Nest.self))
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                if case .deeper(let nest) = self { try container.encode(nest) }
            }
        }
        func nest(_ depth: Int) -> Nest { (1..<depth).reduce(.end) { nest, _ in .deeper(nest) } }
        let json = try JSONEncoding.encode(nest(256))
        #expect(try JSONDecoding().decode(Nest.self, from: json) == nest(256))
        #expect(throws: EncodingError.self) { try JSONEncoding.encode(nest(257)) }
    }

    @Test func aJSONValueIsWrittenAsItIs() throws {
        let value: JSONValue = ["z": .number("1.50"), "a": [nil, true, "x"]]
        #expect(try text(["v": value]) == #"{"v":{"z":1.50,"a":[null,true,"x"]}}"#)
        #expect(
            try JSONDecoding().decode([String: JSONValue].self, from: try JSONEncoding.encode(["v": value])) == [
                "v": value
            ])
        let plain: JSONValue = ["a": [nil, true, "x", 1, 2.5]]
        #expect(try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(plain)) == plain)
    }
}
