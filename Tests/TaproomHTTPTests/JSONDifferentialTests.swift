import Foundation
import TaproomHTTP
import Testing

/// Random documents, read and written by both Foundation and Taproom.
@Suite struct JSONDifferentialTests {
    /// A value of any kind, encoded and decoded by the calls that Swift's own types use.
    private indirect enum Tree: Codable, Equatable {
        case null
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)
        case array([Tree])
        case object([String: Tree])

        init(from decoder: any Decoder) throws {
            let single = try decoder.singleValueContainer()
            if single.decodeNil() {
                self = .null
            } else if let value = try? single.decode(Bool.self) {
                self = .bool(value)
            } else if let value = try? single.decode(Int.self) {
                self = .int(value)
            } else if let value = try? single.decode(Double.self) {
                self = .double(value)
            } else if let value = try? single.decode(String.self) {
                self = .string(value)
            } else if let value = try? single.decode([Tree].self) {
                self = .array(value)
            } else {
                self = .object(try single.decode([String: Tree].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var single = encoder.singleValueContainer()
            switch self {
            case .null: try single.encodeNil()
            case .bool(let value): try single.encode(value)
            case .int(let value): try single.encode(value)
            case .double(let value): try single.encode(value)
            case .string(let value): try single.encode(value)
            case .array(let value): try single.encode(value)
            case .object(let value): try single.encode(value)
            }
        }
    }

    private struct Generator {
        var random: SplitMix

        mutating func tree(_ depth: Int) -> Tree {
            switch random.next() % (depth > 0 ? 8 : 5) {
            case 0: .null
            case 1: .bool(random.next() % 2 == 0)
            case 2: .int(Int(truncatingIfNeeded: random.next()) >> Int(random.next() % 64))
            case 3: .double(Double(Int(truncatingIfNeeded: random.next()) >> Int(random.next() % 60)) / 1024 + 0.5)
            case 4: .string(string())
            case 5, 6: .array((0..<(random.next() % 5)).map { _ in tree(depth - 1) })
            default:
                .object(
                    Dictionary(
                        (0..<(random.next() % 24)).map { _ in (string(), tree(depth - 1)) }, uniquingKeysWith: { $1 }))
            }
        }

        private mutating func string() -> String {
            let letters = Array("abcdefghij \"\\/\n\t\u{1}\u{7f}é\u{301}ß漢🍺\u{2028}")
            return String((0..<(random.next() % 12)).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
        }

        /// Returns the same value with white space, and with some strings escaped.
        mutating func spelled(_ value: JSONValue) -> String {
            let space = [" ", "", "\n", "\t ", "\r\n"][Int(random.next() % 5)]
            switch value {
            case .array(let elements):
                return space + "[" + elements.map { spelled($0) }.joined(separator: ",") + space + "]"
            case .object(let members):
                let spelled = members.map { self.spelled(.string($0.name)) + space + ":" + self.spelled($0.value) }
                return space + "{" + spelled.joined(separator: ",") + space + "}"
            case .string(let text) where random.next() % 3 == 0:
                return "\""
                    + text.utf16.map { "\\u" + String(UInt32(0x10000) + UInt32($0), radix: 16).dropFirst() }.joined()
                    + "\""
            default: return space + String(decoding: value.bytes, as: UTF8.self) + space
            }
        }
    }

    @Test func bothReadTheSame() throws {
        var generator = Generator(random: SplitMix(state: 11))
        for _ in 0..<300 {
            let tree = generator.tree(4)
            let json = try JSONEncoding.encode(tree)
            let text = Array(generator.spelled(try JSONValue(parsing: json)).utf8)
            let ours = try JSONDecoding().decode(Tree.self, from: text)
            #expect(try JSONDecoder().decode(Tree.self, from: Data(text)) == ours)
        }
    }

    @Test func whatOneWritesTheOtherReads() throws {
        var generator = Generator(random: SplitMix(state: 12))
        for _ in 0..<300 {
            let tree = generator.tree(4)
            let ours = try JSONEncoding.encode(tree)
            #expect(
                try JSONDecoder().decode(Tree.self, from: Data(ours)) == JSONDecoding().decode(Tree.self, from: ours))
            #expect(try JSONEncoding.encode(tree) == ours)
            let theirs = Array(try JSONEncoder().encode(tree))
            #expect(
                try JSONDecoder().decode(Tree.self, from: Data(theirs))
                    == JSONDecoding().decode(Tree.self, from: theirs))
        }
    }

    /// All of Taproom's readers agree on whether a text is valid after it was cut, changed or duplicated at a random
    /// place.
    @Test func allReadersKnowOneGrammar() throws {
        var generator = Generator(random: SplitMix(state: 13))
        for _ in 0..<4000 {
            var json = try JSONEncoding.encode(generator.tree(2))
            for _ in 0..<(generator.random.next() % 3) where !json.isEmpty {
                let place = Int(generator.random.next() % UInt64(json.count))
                switch generator.random.next() % 3 {
                case 0: json.remove(at: place)
                case 1: json[place] = json[Int(generator.random.next() % UInt64(json.count))]
                default: json.insert(contentsOf: json[place...].prefix(3), at: place)
                }
            }
            let value = try? JSONValue(parsing: json)
            let isUTF8 = String(validating: json, as: UTF8.self) != nil
            let decoded = try? JSONDecoding().decode(JSONValue.self, from: json)
            #expect(decoded == (isUTF8 ? value : nil), "\(String(decoding: json, as: UTF8.self))")
            if case .object? = value {
                #expect((try? JSONFields(json)) != nil)
            } else {
                #expect((try? JSONFields(json)) == nil)
            }
        }
    }
}
