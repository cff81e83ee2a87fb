import Glibc
import Synchronization
import Taproom
import TaproomNet
import TestSupport
import Testing

/// The start and the end of streamed responses: with their client, with their server, and by mistakes of the handler.
@Suite(.timeLimit(.minutes(1))) struct StreamLifeTests {
    private let app = Application()
    private let ended = Gate()
    private let never = Gate()
    private let begun = Gate()

    init() {
        app.settings.threads = 1
        let ended = ended
        let never = never
        app.get("/ticks") { _ in
            Response.events { events in
                defer { ended.open() }
                while true {
                    try await untilCancelled()
                    try await events.send("tick")
                }
            }
        }
        let begun = begun
        app.get("/wait") { _ in
            begun.open()
            defer { ended.open() }
            try await untilCancelled()
            return "woken"
        }
        app.get("/until-stopped") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("begun ")
                    ended.open()
                    try await eventually("the server's stop") { writer.isStopping }
                    try await writer.write("told")
                })
        }
        app.get("/never") { _ in
            await never.pass()
            return "never"
        }
    }

    /// Requests a stream, and waits for its head if the stream sends it at once.
    private func openStream(_ port: Int, _ path: String) async throws -> BlockingConnection {
        try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            if path == "/ticks" { _ = try connection.receive() }
            return connection
        }
    }

    @Test func theHeadOfAnEventStreamDoesNotWaitForAnEvent() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("GET /ticks HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = String(decoding: try connection.receive(), as: UTF8.self)
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.hasSuffix("\r\n\r\n"))
        }
        await server.stop()
    }

    @Test(arguments: ["/ticks", "/wait"])
    func whatWaitsIsCancelledWhenItsClientGoes(_ path: String) async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let connection = try await openStream(server.port, path)
        if path == "/wait" { await begun.pass() }
        connection.close()
        await ended.pass()
        await server.stop()
    }

    /// The end comes well before the grace time of 10 s, at which the stream would be cut off.
    @Test func eventsEndByThemselvesWhenTheServerStops() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let connection = try await openStream(server.port, "/ticks")
        await server.stop()
        #expect(try await BackgroundThread.run { connection.rest() } == "0\r\n\r\n")
        connection.close()
    }

    @Test func aStreamIsToldThatTheServerStops() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let connection = try await openStream(server.port, "/until-stopped")
        await ended.pass()
        await server.stop()
        #expect(try await BackgroundThread.run { connection.rest() }.hasSuffix("4\r\ntold\r\n0\r\n\r\n"))
        connection.close()
    }

    @Test func aHalfClosedClientIsAnswered() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let never = never
        try await RawClient.connect(server.port) { connection in
            try connection.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.finishSending()
            never.open()
            #expect(connection.rest().hasSuffix("never"))
        }
        await server.stop()
    }

    @Test func aWriterUsedAfterItsResponseThrows() async throws {
        let kept = KeptWriter()
        app.get("/keep") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    kept.keep(writer)
                    try await writer.write("all")
                })
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("GET /keep HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(connection.rest().hasSuffix("3\r\nall\r\n0\r\n\r\n"))
        }
        await #expect(throws: ResponseWriterError.ended) { try await kept.write() }
        await server.stop()
        // The application retains the keeper, and the writer refers to the application.
        kept.keep(nil)
    }

    /// Keeps a writer that a handler should not keep.
    private final class KeptWriter: @unchecked Sendable {
        private var writer: ResponseWriter?

        func keep(_ writer: ResponseWriter?) {
            self.writer = writer
        }

        func write() async throws {
            try await writer?.write("more")
        }
    }
}
