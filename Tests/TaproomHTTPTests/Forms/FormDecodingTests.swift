import Foundation
import Testing

@testable import TaproomHTTP

/// Values decoded from forms and queries.
@Suite(.timeLimit(.minutes(1))) struct FormDecodingTests {
    private func decode<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
        try FormDecoding(FormFields(urlEncoded: Array(text.utf8), limit: .max)).decode(type)
    }

    private func failure<Value: Decodable>(_ text: String, as type: Value.Type) -> String? {
        do {
            _ = try decode(text, as: type)
            return nil
        } catch let error as DecodingError {
            return DecodingFailure(error).sentence
        } catch {
            return "\(error)"
        }
    }

    struct Order: Decodable, Equatable {
        struct Line: Decodable, Equatable {
            var beer: String
            var count: Int
        }

        var lines: [Line]
    }

    @Test func listsByRepeatedNamesBracketsAndIndices() throws {
        struct Tags: Decodable { var tags: [String] }
        #expect(try decode("tags=a&tags=b", as: Tags.self).tags == ["a", "b"])
        #expect(try decode("tags[]=a&tags[]=b", as: Tags.self).tags == ["a", "b"])
        #expect(try decode("tags[1]=b&tags[0]=a", as: Tags.self).tags == ["a", "b"])
        #expect(try decode("other=1", as: Tags.self).tags == [])
        let order = try decode(
            "lines[0][beer]=Stout&lines[0][count]=2&lines[1][beer]=Gose&lines[1][count]=1", as: Order.self)
        #expect(order == Order(lines: [.init(beer: "Stout", count: 2), .init(beer: "Gose", count: 1)]))
    }

    @Test func whatIsWrongIsNamedByItsPath() {
        #expect(failure("lines[0][beer]=Stout", as: Order.self) == "'lines[0].count' is missing.")
        #expect(
            failure("lines[0][beer]=a&lines[0][count]=x", as: Order.self) == "'lines[0].count' is not a whole number.")
        struct Small: Decodable { var value: UInt8 }
        #expect(failure("value=300", as: Small.self) == "'value' is not between 0 and 255.")
        #expect(failure("value=-1", as: Small.self) == "'value' is not between 0 and 255.")
        #expect(failure("value=", as: Small.self) == "'value' is not a whole number.")
        struct Real: Decodable { var value: Double }
        for text in ["nan", "inf", "1e999", "x"] {
            #expect(failure("value=\(text)", as: Real.self) == "'value' is not a number.", "\(text)")
        }
    }

    @Test func valuesThatTextsStandFor() throws {
        struct Values: Decodable {
            var id: UUID
            var day: Date
            var link: URL
            var price: Decimal
            var ticked: Bool
            var unticked: Bool
            var empty: Int?
            var text: String?
        }
        let values = try decode(
            "id=\(UUID().uuidString)&day=2026-11-28&link=https://example.org/a&price=1.10&ticked=on&empty=&text=",
            as: Values.self)
        #expect(values.day == Date(timeIntervalSince1970: 1_795_824_000))
        #expect(values.link.host == "example.org")
        #expect(values.price == Decimal(string: "1.10"))
        #expect(values.ticked && !values.unticked)
        #expect(values.empty == nil && values.text == "")
    }

    @Test func namesThatAreNoPathsAreTakenAsTheyAre() throws {
        for name in ["[a]", "a[b", "a]b[", "a[b]c", "a[b][", String(repeating: "a[b]", count: 40)] {
            let encoded = name.replacingOccurrences(of: "[", with: "%5B").replacingOccurrences(of: "]", with: "%5D")
            #expect(try decode("\(encoded)=1", as: [String: Int].self) == [name: 1], "\(name)")
        }
        let deep = "a" + String(repeating: "[b]", count: 1000)
        #expect(try decode("\(deep)=1", as: [String: Int].self) == [deep: 1])
    }

    @Test func aFormOfManyNamesIsDecoded() throws {
        let text = (0..<50_000).map { "n\($0)=\($0)" }.joined(separator: "&")
        #expect(try decode(text, as: [String: Int].self).count == 50_000)
    }

    @Test(arguments: ["12,50", "1,000", "12abc", "1_0", "1e", "-", ".", "%20", "0x10", "nan", "inf"])
    func whatIsNoDecimal(_ text: String) {
        struct Price: Decodable { var price: Decimal }
        #expect(failure("price=\(text)", as: Price.self) == "'price' is not a number.")
    }

    @Test(arguments: [("12.50", "12.5"), ("-3", "-3"), ("1.5e2", "150")])
    func whatIsADecimal(_ text: String, _ expected: String) throws {
        struct Price: Decodable { var price: Decimal }
        #expect(try decode("price=\(text)", as: Price.self).price == Decimal(string: expected))
    }

    @Test func objectsOfAnUnnumberedList() throws {
        let order = try decode(
            "lines[][beer]=Stout&lines[][count]=2&lines[][beer]=Gose&lines[][count]=1", as: Order.self)
        #expect(order == Order(lines: [.init(beer: "Stout", count: 2), .init(beer: "Gose", count: 1)]))
    }

    @Test(arguments: ["lines[b][beer]=a", "lines[x]=1", "lines[][]=1"]) func whatIsNoList(_ text: String) {
        #expect(failure(text, as: Order.self) == "'lines' is not a list.")
    }
}
