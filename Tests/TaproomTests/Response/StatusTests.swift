import Foundation
import Synchronization
import Taproom
import TaproomHTTP
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// Statuses that do not allow content, however the response is made.
@Suite struct StatusTests {
    private let app = Application()
    private let folder: Folder
    private let errors = Errors()
    /// The paths, one for each way to make a response.
    private static let ways = [
        "empty", "text", "bytes", "known", "unknown", "file", "parts", "waits", "thrown", "middleware",
    ]

    /// The errors that the error handler received.
    private final class Errors: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ error: any Error) { texts.withLock { $0.append("\(error)") } }
        var all: [String] { texts.withLock { $0 } }
    }

    private struct Answering: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            Response("content", status: StatusTests.status(request))
        }
    }

    private static func status(_ request: Request) -> HTTPStatus {
        HTTPStatus(Int(request.queryString) ?? 0)
    }

    init() throws {
        folder = try Folder()
        try folder.write("file.txt", "content")
        let root = try FileRoot(folder.path)
        let file = { @Sendable () throws in try #require(try root.folder()?.open("file.txt")) }
        let stream = { @Sendable (length: Int?) in
            ResponseBody.stream(length: length) { writer in try await writer.write("content") }
        }
        for (way, body) in [
            ("empty", { @Sendable in .empty }), ("text", { .text("content") }), ("bytes", { .bytes([1, 2]) }),
            ("known", { stream(7) }), ("unknown", { stream(nil) }), ("file", { .file(try file(), 0..<7) }),
            ("parts", { .parts([.file(try file(), 0..<1), .bytes([1])]) }),
        ] as [(String, @Sendable () throws -> ResponseBody)] {
            app.get("/\(way)") { request in
                Response(status: Self.status(request), contentType: "text/plain", body: try body())
            }
        }
        app.get("/waits") { request in
            await Task.yield()
            return Response("content", status: Self.status(request))
        }
        app.get("/thrown") { request -> Response in throw HTTPError(Self.status(request)) }
        app.use("/middleware", Answering())
        app.get("/") { _ in "next" }
        let errors = errors
        app.onError { error, _ in
            errors.add(error)
            let error = error as? HTTPError ?? HTTPError(.internalServerError)
            return Response(error.message, status: error.status)
        }
    }

    /// Sends two requests at once, and returns the statuses and the received text.
    private func pipelined(_ target: String, version: String = "1.1") async throws -> String {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let text = try await RawClient.connect(server.port) { connection in
            try connection.send("GET \(target) HTTP/\(version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
        await server.stop()
        return text
    }

    /// A client would wait for the final response, and take the next one for it.
    @Test(arguments: ways, [100, 101, 103, 199])
    func anInformationalStatusIsAMistakeOfTheHandler(_ way: String, _ status: Int) async throws {
        let text = try await pipelined("/\(way)?\(status)")
        #expect(text.matches(of: /HTTP\/1\.1 (\d+)/).map(\.1) == ["500", "200"])
        #expect(text.hasSuffix("\r\n\r\nnext"))
        #expect(errors.all.last == "\(status) is no status of a response (RFC 9110 §15.2)")
        let response = try await app.test(.inProcess) { client in try await client.get("/\(way)?\(status)") }
        #expect(response.status == 500)
        #expect(response.text == "Internal Server Error")
    }

    @Test func anErrorHandlerMayMakeTheSameMistake() async throws {
        app.onError { _, _ in Response("content", status: HTTPStatus(103)) }
        for mode in TestMode.allCases {
            let response = try await app.test(mode) { client in try await client.get("/text?100") }
            #expect(response.status == 500)
        }
    }

    private struct Seeing: Middleware {
        let errors: Errors
        func respond(to request: Request, next: Next) async throws -> Response {
            let response = await next(request)
            errors.add(HTTPError(response.status))
            return response
        }
    }

    @Test(arguments: ["text", "waits", "thrown"])
    func middlewareSeesWhatTheClientGets(_ way: String) async throws {
        let seen = Errors()
        app.use(Seeing(errors: seen))
        _ = try await app.test(.inProcess) { client in try await client.get("/\(way)?103") }
        #expect(seen.all == ["500 Internal Server Error"])
    }

    @Test(arguments: ways, ["1.1", "1.0"])
    func resetContentHasNone(_ way: String, _ version: String) async throws {
        let text = try await pipelined("/\(way)?205", version: version)
        let responses = text.split(separator: "\r\n\r\n")
        try #require(responses.count == 3)
        #expect(responses[0].hasPrefix("HTTP/1.1 205 Reset Content\r\n"))
        #expect(responses[0].contains("\r\nContent-Length: 0"))
        #expect(!responses[0].contains("Transfer-Encoding"))
        #expect(responses[1].hasPrefix("HTTP/1.1 200 OK\r\n"))
        let response = try await app.test(.inProcess) { client in try await client.get("/\(way)?205") }
        #expect(response.body.isEmpty)
    }
}
