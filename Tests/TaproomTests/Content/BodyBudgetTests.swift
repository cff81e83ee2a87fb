import TaproomHTTP
import Testing

@testable import Taproom

/// The limit of the content that a server holds in memory at one time.
@Suite struct BodyBudgetTests {
    private let budget = BodyBudget(limit: 4 * BodyShare.piece)

    private func request() throws -> Request {
        let connection = ConnectionInfo(peer: nil, loop: nil, bodyBudget: budget)
        return try Request(
            parsing: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), connection: connection,
            context: ApplicationContext())
    }

    @Test func whatIsOverTheBudgetIsRefusedUntilARequestEnds() throws {
        let first = try request()
        let second = try request()
        try first.holdContent(bytes: 3 * BodyShare.piece)
        try second.holdContent(bytes: 1)
        let error = #expect(throws: HTTPError.self) { try second.holdContent(bytes: BodyShare.piece + 1) }
        #expect(error?.status == .serviceUnavailable)
        #expect(error?.headers["Retry-After"] == "1")
        try second.holdContent(bytes: BodyShare.piece)
        first.reset()
        try second.holdContent(bytes: 4 * BodyShare.piece)
        #expect(throws: HTTPError.self) { try first.holdContent(bytes: 1) }
    }

    @Test func aRequestThatGoesGivesBackWhatItHeld() throws {
        for _ in 0..<3 { try request().holdContent(bytes: 4 * BodyShare.piece) }
    }

    @Test func whatIsHeldIsCountedOnce() throws {
        let request = try request()
        for bytes in stride(from: 0, through: 4 * BodyShare.piece, by: 1000) { try request.holdContent(bytes: bytes) }
        try request.holdContent(bytes: 4 * BodyShare.piece)
        #expect(throws: HTTPError.self) { try request.holdContent(bytes: 4 * BodyShare.piece + 1) }
        #expect(throws: HTTPError.self) { try request.holdContent(bytes: .max) }
    }
}
