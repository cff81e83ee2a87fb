import Testing

@testable import TaproomRedis

/// The cursor of a scan at one server, from step to step.
@Suite struct ScanCursorTests {
    private let losses = ServerLosses()

    private func next(_ cursor: ScanCursor) throws -> ScanCursor {
        try #require(ScanCursor(cursor.text))
    }

    @Test func theScanOfAServerThatWasLostBeginsAnew() throws {
        var cursor = ScanCursor()
        try cursor.meet(losses.mark(of: "a"))
        cursor.advance(to: "18446744073709551615")
        cursor = try next(cursor)
        losses.note("b")
        try cursor.meet(losses.mark(of: "a"))
        #expect(cursor.value == "18446744073709551615")
        losses.note("a")
        try cursor.meet(losses.mark(of: "a"))
        #expect(cursor.value == "0")
        #expect(cursor.restarts == 1)
        cursor.advance(to: "7")
        cursor = try next(cursor)
        try cursor.meet(losses.mark(of: "a"))
        #expect(cursor.value == "7")
    }

    /// The number of losses that another process has seen means nothing here.
    @Test func theCursorOfAnotherProcessIsTakenOn() throws {
        var cursor = ScanCursor()
        losses.note("a")
        try cursor.meet(losses.mark(of: "a"))
        cursor.advance(to: "7")
        cursor = try next(cursor)
        try cursor.meet(ServerLosses().mark(of: "a"))
        #expect(cursor.value == "7")
    }

    @Test func aServerThatIsLostAgainAndAgainEndsTheScan() throws {
        var cursor = ScanCursor()
        func begin() throws {
            cursor = try next(cursor)
            cursor.advance(to: "7")
            losses.note("a")
            try cursor.meet(losses.mark(of: "a"))
        }
        // The first mark is compared with none.
        try cursor.meet(losses.mark(of: "a"))
        for _ in 0..<ScanCursor.restartLimit { try begin() }
        let error = #expect(throws: RedisError.self) { try begin() }
        #expect(error?.description.contains("Redis keeps changing") == true)
    }

    /// A text of an earlier version, or of `redis-cli`.
    @Test func aCursorOfRedisAloneIsAccepted() throws {
        #expect(ScanCursor("17")?.text == "17 0 0")
    }

    @Test(arguments: [
        "", " ", "-1", "x", "1 0", "1 17 0", "1 -1 0", "1 0 zz", "1 0 0 0", "18446744073709551616",
        "1 99999999999999999999 0", "1 0 1ffffffffffffffff",
    ])
    func anotherTextIsNoCursor(_ text: String) {
        #expect(ScanCursor(text) == nil)
    }
}
