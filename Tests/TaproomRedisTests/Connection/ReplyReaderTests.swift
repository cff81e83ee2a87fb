import Testing

@testable import TaproomRedis

/// The parsing of replies.
@Suite struct ReplyReaderTests {
    private func read(_ bytes: [UInt8], piece: Int = .max, limit: Int = 1 << 20) throws -> [RedisValue] {
        let reader = try ReplyReader(limit: limit)
        var replies: [RedisValue] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = min(piece, rest.count)
            try reader.feed(Array(rest.prefix(count)), count: count)
            rest = rest.dropFirst(count)
            while let reply = try reader.next() { replies.append(reply) }
        }
        return replies
    }

    private static func text(_ text: String) -> RedisValue { .bytes(Array(text.utf8)) }

    @Test(arguments: [
        ("+OK\r\n:7\r\n$-1\r\n", [RedisValue.status("OK"), .integer(7), .null]),
        ("$3\r\na\r\n\r\n-ERR no\r\n", [text("a\r\n"), .error("ERR no")]),
        ("*0\r\n*-1\r\n", [.array([]), .null]),
        (
            "*2\r\n*2\r\n:1\r\n:2\r\n*1\r\n:3\r\n",
            [.array([.array([.integer(1), .integer(2)]), .array([.integer(3)])])]
        ),
        (
            "*4\r\n*3\r\n*2\r\n$1\r\na\r\n$-1\r\n:2\r\n*1\r\n*0\r\n$1\r\nb\r\n*1\r\n*1\r\n*1\r\n+c\r\n-ERR d\r\n",
            [
                .array([
                    .array([.array([text("a"), .null]), .integer(2), .array([.array([])])]), text("b"),
                    .array([.array([.array([.status("c")])])]), .error("ERR d"),
                ])
            ]
        ),
    ])
    func repliesAreReadHoweverTheyAreCut(bytes: String, replies: [RedisValue]) throws {
        for piece in 1...bytes.utf8.count { #expect(try read(Array(bytes.utf8), piece: piece) == replies, "\(piece)") }
    }

    @Test func anArrayOfManyArraysKeepsTheirOrder() throws {
        let count = 70_000
        let bytes = "*\(count)\r\n" + (0..<count).map { "*1\r\n:\($0)\r\n" }.joined()
        guard case .array(let inner)? = try read(Array(bytes.utf8), limit: 64 << 20).first else {
            return #expect(Bool(false), "no array")
        }
        #expect(inner.count == count)
        #expect(inner.indices.allSatisfy { inner[$0] == .array([.integer($0)]) })
    }

    @Test func aReplyHasALimit() throws {
        let whole = "$1000\r\n" + String(repeating: "x", count: 1000) + "\r\n"
        #expect(try read(Array((whole + whole + whole).utf8), piece: 100, limit: 1009).count == 3)
        let endless = Array(("$999999999999\r\n" + String(repeating: "x", count: 1000)).utf8)
        #expect { _ = try read(endless, piece: 100, limit: 1000) } throws: { "\($0)".contains("limit of 1000 bytes") }
        let inner = Array(("*2\r\n" + whole + whole).utf8)
        #expect { _ = try read(inner, piece: 100, limit: 1009) } throws: { "\($0)".contains("limit of 1009 bytes") }
    }

    @Test func whatOneReplyHasDoesNotCountForTheNext() throws {
        let reply = "*1500\r\n" + String(repeating: ":1\r\n", count: 1500)
        let replies = try read(Array(String(repeating: reply, count: 5).utf8), piece: 1000, limit: 2000 * 64)
        #expect(replies == Array(repeating: .array(Array(repeating: .integer(1), count: 1500)), count: 5))
    }

    @Test(arguments: [
        "*2000000000\r\n" + String(repeating: ":1\r\n", count: 2000),
        String(repeating: "*1\r\n", count: 100) + ":1\r\n",
        String(repeating: "*2\r\n:1\r\n", count: 100), "*3\r\n" + String(repeating: "*1000\r\n:1\r\n", count: 1000),
    ])
    func elementsAndLevelsHaveALimit(_ bytes: String) throws {
        let error = #expect(throws: RedisError.self) { _ = try read(Array(bytes.utf8), limit: 64 * 1024) }
        // hiredis limits the number of levels, but not that of elements.
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("limit of 65536 bytes") || text.contains("nested"), "\(text)")
    }
}
