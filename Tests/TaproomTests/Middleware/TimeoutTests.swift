import Foundation
import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// Handlers that take too long.
@Suite(.timeLimit(.minutes(1))) struct TimeoutTests {
    /// The short time-out is too short for any handler, and the long one is long enough for each.
    private static let short = Timeout(.milliseconds(30))
    private static let long = Timeout(.seconds(60))

    /// Records the statuses that it sees.
    private final class Statuses: Middleware {
        private let seen = Mutex<[Int]>([])

        var all: [Int] { seen.withLock { $0 } }

        func respond(to request: Request, next: Next) async throws -> Response {
            let response = await next(request)
            seen.withLock { $0.append(response.status.code) }
            return response
        }
    }

    private enum Local {
        @TaskLocal static var name = "none"
    }

    private struct Naming: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            await Local.$name.withValue("outer") { await next(request) }
        }
    }

    private struct Oops: Error {}

    private func application(_ middleware: any Middleware...) -> Application {
        let app = Application()
        app.settings.threads = 1
        for middleware in middleware { app.use(middleware) }
        app.get("/fast") { _ in "fast" }
        app.get("/now") { request in "now \(Local.name) \(Task.isCancelled)" }
        app.get("/slow") { _ in
            try await untilCancelled()
            return "never"
        }
        app.get("/sleep") { _ in
            try await Task.sleep(for: .seconds(100))
            return "never"
        }
        app.get("/stubborn") { _ in
            try? await untilCancelled()
            return "late"
        }
        app.get("/translating") { _ -> String in
            do {
                try await untilCancelled()
            } catch {
                throw Oops()
            }
            return "never"
        }
        app.get("/nap") { _ in
            try await Task.sleep(for: .milliseconds(1))
            return "rested"
        }
        app.post("/collect") { request in "\(try await request.body.collect().count)" }
        return app
    }

    @Test(arguments: TestMode.allCases) func aSlowHandlerIsCancelledAndAnswered(_ mode: TestMode) async throws {
        let inner = Statuses()
        try await application(Self.short, inner).test(mode) { client async throws in
            let paths = ["/slow", "/sleep", "/stubborn", "/translating"]
            for path in paths {
                let response = try await client.get(path)
                #expect(response.status == .serviceUnavailable, "\(path)")
                #expect(response.text == "The server took too long to answer.\n")
                let problem = try await client.get(path, headers: ["Accept": "application/json"])
                #expect(problem.headers["Content-Type"] == "application/problem+json")
                #expect(problem.text.contains(#""status":503"#))
            }
        }
        #expect(inner.all == [503, 503, 503, 503, 200, 200, 503, 503], "what the rest of the chain has made of it")
    }

    @Test(arguments: TestMode.allCases) func othersDoNotNoticeIt(_ mode: TestMode) async throws {
        try await application(Naming(), Self.long).test(mode) { client async throws in
            #expect(try await client.get("/fast").text == "fast")
            #expect(try await client.get("/now").text == "now outer false")
            #expect(try await client.get("/nap").text == "rested")
            #expect(try await client.get("/unknown").status == .notFound)
            #expect(try await client.post("/collect", body: "12345").text == "5")
            let pieces = String(repeating: "a", count: 100_000)
            #expect(try await client.post("/collect", body: pieces).text == "100000")
        }
    }

    @Test func statusAndSentenceCanBeChosen() async throws {
        let app = application(Timeout(.milliseconds(30), status: .gatewayTimeout, message: "Too slow."))
        try await app.test(.live) { client async throws in
            let response = try await client.get("/slow")
            #expect(response.status == .gatewayTimeout && response.text == "Too slow.\n")
        }
    }

    @Test(arguments: TestMode.allCases) func errorsAreAnsweredOnce(_ mode: TestMode) async throws {
        let errors = Mutex<[String]>([])
        let app = Application()
        let errorsOfApplication = Statuses()
        app.use(errorsOfApplication, Self.short)
        app.onError { error, _ in
            errors.withLock { $0.append("\(error)") }
            return Response("sorry", status: (error as? HTTPError)?.status ?? .internalServerError)
        }
        app.get("/slow") { _ in
            try await untilCancelled()
            return "never"
        }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/slow").text == "sorry")
        }
        #expect(errors.withLock { $0 } == ["503 The server took too long to answer."])
        #expect(errorsOfApplication.all == [503])
    }

    @Test(arguments: TestMode.allCases) func theFirstOfTwoTimesCounts(_ mode: TestMode) async throws {
        let app = Application()
        app.use(Timeout(.milliseconds(30), message: "outer"))
        app.get("/outer", Timeout(.seconds(60), message: "inner")) { _ in
            try await untilCancelled()
            return "never"
        }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/outer").text == "outer\n")
        }
        let other = Application()
        other.use(Timeout(.seconds(60), message: "outer"))
        other.get("/inner", Timeout(.milliseconds(30), message: "inner")) { _ in
            try await untilCancelled()
            return "never"
        }
        try await other.test(mode) { client async throws in
            #expect(try await client.get("/inner").text == "inner\n")
        }
    }

    /// What is between the two goes on after the inner one has ended, and is seen by what is outside of it.
    @Test(arguments: TestMode.allCases) func theOuterTimeGoesOnBehindAnInnerOne(_ mode: TestMode) async throws {
        struct Waiting: Middleware {
            func respond(to request: Request, next: Next) async throws -> Response {
                let response = await next(request)
                try await untilCancelled()
                return response
            }
        }
        let seen = Statuses()
        let app = application(Timeout(.milliseconds(30), status: .gatewayTimeout), seen, Waiting(), Self.long)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/fast").status == .gatewayTimeout)
        }
        #expect(seen.all == [504])
    }

    @Test(arguments: TestMode.allCases) func aStreamMayTakeLonger(_ mode: TestMode) async throws {
        let app = Application()
        app.use(Timeout(.seconds(1)))
        app.get("/stream") { _ in
            Response.stream { writer in
                try await writer.write("begun ")
                try await Task.sleep(for: .milliseconds(1500))
                try await writer.write("done \(Task.isCancelled)")
            }
        }
        try await app.test(mode) { client async throws in
            // On a busy machine, even an empty handler may take longer than a second.
            var response = try await client.get("/stream")
            for _ in 0..<10 where response.status != .ok { response = try await client.get("/stream") }
            #expect(response.text == "begun done false")
        }
    }

    /// The response arrives in time, even if the client does not send its content.
    @Test func contentThatDoesNotComeIsNoLongerWaitedFor() async throws {
        let server = try await application(Self.short).start(host: "127.0.0.1", port: 0)
        for head in ["Content-Length: 10", "Transfer-Encoding: chunked"] {
            try await RawClient.connect(server.port) { connection in
                try connection.send("POST /collect HTTP/1.1\r\nHost: a\r\n\(head)\r\n\r\n")
                let response = try connection.response()
                #expect(response.hasPrefix("HTTP/1.1 503 "))
                #expect(response.contains("\r\nConnection: close\r\n"))
                connection.finishSending()
                #expect(connection.rest().isEmpty)
            }
        }
        await server.stop()
    }

    @Test func theConnectionGoesOn() async throws {
        let server = try await application(Self.short).start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            for _ in 0..<3 {
                try connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try connection.response().hasPrefix("HTTP/1.1 503 "))
            }
        }
        await server.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try await application(Self.long).start(host: "127.0.0.1", port: 0)
        let request = "GET /fast HTTP/1.1\r\nHost: a\r\n\r\nGET /nap HTTP/1.1\r\nHost: a\r\n\r\n"
        let last = "GET /fast HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let bytes = try await RawClient.exchange(
            server.port, Array((String(repeating: request, count: 100) + last).utf8))
        let contents = String(decoding: bytes, as: UTF8.self).components(separatedBy: "HTTP/1.1 200 OK").dropFirst().map
        {
            $0.hasSuffix("\r\n\r\nfast") ? "f" : "n"
        }
        #expect(contents.joined() == String(repeating: "fn", count: 100) + "f")
        await server.stop()
    }

    @Test func aClientThatLeavesCancelsTheHandler() async throws {
        let begun = Gate()
        let ended = Gate()
        let app = Application()
        let outer = Statuses()
        app.use(outer, Self.long)
        app.get("/wait") { _ in
            begun.open()
            defer { ended.open() }
            try await untilCancelled()
            return "never"
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let connection = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: server.port)
            try connection.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            return connection
        }
        await begun.pass()
        connection.close()
        await ended.pass()
        await server.stop()
        #expect(outer.all == [499])
    }

    /// A client that has sent everything and shuts down its sending direction has not disconnected.
    @Test func contentIsReadToItsEndAfterAHalfClose() async throws {
        let server = try await application(Self.long).start(host: "127.0.0.1", port: 0)
        let body = String(repeating: "a", count: 300_000)
        let bytes = try await RawClient.exchange(
            server.port,
            Array("POST /collect HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n\(body)".utf8), finish: true)
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n300000"))
        await server.stop()
    }
}
