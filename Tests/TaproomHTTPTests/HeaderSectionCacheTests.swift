import TaproomHTTP
import Testing

/// A connection that repeats its header section gets the same result as a new connection.
@Suite struct HeaderSectionCacheTests {
    private struct Reading: Equatable {
        let outcome: RequestParser.Outcome
        var ranges: [ByteRange] = []
        var fields: [FieldSlice] = []
        var framing = BodyFraming.none
        var flags: [Bool] = []

        init(_ parser: inout RequestParser, _ head: inout RequestHead, _ bytes: [UInt8], cut: Int? = nil) {
            if let cut, case let early = parser.parse(bytes.span.extracting(0..<cut), into: &head), early != .needMore {
                outcome = early
            } else {
                outcome = parser.parse(bytes.span, into: &head)
            }
            guard case .done = outcome else { return }
            ranges = [head.target, head.path, head.query, head.authority]
            fields = head.fields
            framing = head.framing
            flags = [head.keepAlive, head.expectsContinue, head.pathIsEncoded, head.minorVersion == 1]
            parser.reset()
        }

        init(_ bytes: [UInt8]) {
            var parser = RequestParser()
            var head = RequestHead()
            self.init(&parser, &head, bytes)
        }
    }

    private static let lines = [
        "GET / HTTP/1.1", "POST /a/longer/%70ath?query HTTP/1.1", "GET http://elsewhere:80/ HTTP/1.1", "GET / HTTP/1.0",
        "GET /longer HTTP/1.0", "GET / HTTP/1.0",
    ]

    @Test(arguments: Row.all.filter { $0.bytes.contains(10) })
    func allRowsRepeated(_ row: Row) throws {
        let end = try #require(row.bytes.firstRange(of: [13, 10]) ?? row.bytes.firstRange(of: [10]))
        let line = Array(row.bytes[..<end.lowerBound])
        let section = Array(row.bytes[end.upperBound...].prefix(2_100))
        var parser = RequestParser()
        var head = RequestHead()
        for round in 0..<3 {
            for line in [line] + Self.lines.map({ Array($0.utf8) }) {
                let bytes = line + [13, 10] + section
                let cut = round == 2 ? bytes.count / 2 : nil
                let reading = Reading(&parser, &head, bytes, cut: cut)
                #expect(reading == Reading(bytes), "\(String(decoding: line, as: UTF8.self)), round \(round)")
                if case .done = reading.outcome { continue }
                parser = RequestParser()
            }
        }
    }

    @Test func aSectionThatChangesIsReadAnew() {
        var parser = RequestParser()
        var head = RequestHead()
        let sections = [
            "Host: a\r\n\r\n", "Host: b\r\n\r\n", "Host: a\r\nContent-Length: 5\r\n\r\n",
            "Host: a\r\nExpect: 100-continue\r\n\r\n", "Host: a\r\nConnection: close\r\n\r\n",
        ]
        for index in (0..<400).map({ $0 * $0 / 7 % sections.count }) {
            let bytes = Array("GET /\(index) HTTP/1.1\r\n\(sections[index])".utf8)
            #expect(Reading(&parser, &head, bytes) == Reading(bytes))
        }
        for number in 0..<40 {
            let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX-Number: \(number)\r\n\r\n".utf8)
            #expect(Reading(&parser, &head, bytes) == Reading(bytes))
        }
        for _ in 0..<3 {
            let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            #expect(Reading(&parser, &head, bytes) == Reading(bytes))
        }
    }

    @Test func aSectionWithoutHostMoves() {
        var parser = RequestParser()
        var head = RequestHead()
        for target in ["/", "/a/long/target", "/", "/a"] {
            let bytes = Array("GET \(target) HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".utf8)
            #expect(Reading(&parser, &head, bytes) == Reading(bytes))
            #expect(head.authority.isEmpty)
        }
    }
}
