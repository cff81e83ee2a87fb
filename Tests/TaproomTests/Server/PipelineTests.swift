import Synchronization
import Taproom
import TaproomNet
import TestSupport
import Testing

/// The effect of a request on the responses to earlier ones of its connection.
@Suite(.timeLimit(.minutes(1))) struct PipelineTests {
    private let app = Application()
    private let gate = Gate()

    init() {
        app.settings.threads = 1
        let gate = gate
        app.get("/plaintext") { _ in "Hello, World!" }
        app.get("/slow") { _ in
            await gate.pass()
            return "slow"
        }
        app.post("/count") { request in
            var count = 0
            for try await chunk in request.body { count += chunk.count }
            return "\(count) bytes"
        }
        app.get("/broken") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("some")
                    throw HTTPError(.internalServerError)
                })
        }
        app.get("/blocks") { _ in
            Response(body: .bytes([UInt8](repeating: 0x61, count: 1_000_000)))
        }
    }

    @Test func aResponseDoesNotWaitForTheContentOfTheNextRequest() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send(
                "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try connection.response().hasSuffix("Hello, World!"))
            try connection.send("world")
            #expect(try connection.response().hasSuffix("10 bytes"))
        }
        await server.stop()
    }

    /// This holds even if nothing else happens on its loop.
    @Test func aPipelineOfManyTurnsGoesOnByItself() async throws {
        let app = Application()
        app.settings.threads = 1
        app.settings.pipelineLimit = 4
        app.get("/") { _ in "root" }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let text = try await RawClient.connect(server.port) { connection in
            let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            try connection.send(String(repeating: RawClient.get, count: 40) + last)
            return connection.rest()
        }
        #expect(text.split(separator: "HTTP/1.1 200 ").count == 41)
        await server.stop()
    }

    @Test func aResponseDoesNotWaitForTheHandlerOfTheNextRequest() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let gate = gate
        try await RawClient.connect(server.port) { connection in
            try connection.send(
                "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.response().hasSuffix("Hello, World!"))
            gate.open()
            #expect(try connection.response().hasSuffix("slow"))
        }
        await server.stop()
    }

    @Test func aResponseOutlivesTheStreamBehindItThatFails() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send(
                "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\nGET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
            let all = connection.rest()
            #expect(all.contains("Hello, World!HTTP/1.1 200 OK"))
            #expect(all.hasSuffix("4\r\nsome\r\n"))
        }
        await server.stop()
    }

    /// The responses exceed what the kernel buffers, and wait for a client that reads late, while the next handler
    /// runs.
    @Test func whatTheClientHasNotTakenFollowsWhileTheNextHandlerWorks() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let gate = gate
        try await RawClient.connect(server.port) { connection in
            let blocks = String(repeating: "GET /blocks HTTP/1.1\r\nHost: a\r\n\r\n", count: 8)
            try connection.send(blocks + "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            var count = 0
            while count < 8_000_000 { count += try connection.receive(atMost: 1 << 20).count { $0 == 0x61 } }
            gate.open()
            #expect(connection.rest().hasSuffix("slow"))
        }
        await server.stop()
    }

    /// Bytes that the socket does not accept at once are sent while the server waits for the next request's content,
    /// whether the handler reads it or not.
    @Test(arguments: ["POST /count", "GET /plaintext"])
    func whatTheClientHasNotTakenFollowsWhileContentIsWaitedFor(_ next: String) async throws {
        app.settings.headerTimeout = .seconds(120)
        app.settings.stallTimeout = .seconds(120)
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            let blocks = String(repeating: "GET /blocks HTTP/1.1\r\nHost: a\r\n\r\n", count: 8)
            try connection.send(blocks + "\(next) HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123")
            var count = 0
            while count < 8_000_000 { count += try connection.receive(atMost: 1 << 20).count { $0 == 0x61 } }
            try connection.send("4567890GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(connection.rest().hasSuffix("Hello, World!"))
        }
        await server.stop()
    }

    /// Empty lines, and a lone CR, are not a request, so the connection is as idle as without them.
    @Test(arguments: ["", "\r", "\r\n", "\r\n\r\n\r"])
    func emptyLinesBehindARequestLeaveTheConnectionIdle(_ tail: String) async throws {
        app.settings.idleTimeout = .milliseconds(300)
        app.settings.headerTimeout = .seconds(3600)
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n" + tail)
            let all = connection.rest()
            #expect(all.hasSuffix("Hello, World!"))
        }
        await server.stop()
    }
}
