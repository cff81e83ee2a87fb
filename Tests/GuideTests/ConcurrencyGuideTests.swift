import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Taproom
import TaproomTesting
import Testing

nonisolated(nonsending) func names(in request: Request) async throws -> [String] {
    try await request.decode([String].self)
}

func sum(to limit: Int) -> Int {
    (1...limit).reduce(0, &+)
}

struct Cleaner: Service {
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Remove old files.
                try? await Task.sleep(for: .seconds(3600))
            }
        }
    }
}

/// The examples of Documentation/Concurrency.md.
@Suite(.timeLimit(.minutes(2))) struct ConcurrencyGuideTests {
    private func helpers(_ app: Application) {
        app.post("/names") { request in try await names(in: request).joined(separator: ", ") }
        app.get("/sums/:limit") { request in
            let limit = try request.parameters.require("limit", as: Int.self)
            async let even = sum(to: limit / 2)
            async let whole = sum(to: limit)
            return "\(await even) \(await whole)"
        }
    }

    private func blocking(_ app: Application, _ path: String) {
        app.get("/size") { _ in
            let size = try await runBlocking { try Data(contentsOf: URL(fileURLWithPath: path)).count }
            return "\(size) bytes"
        }
    }

    private func values(_ app: Application, _ done: AsyncStream<String>.Continuation) {
        app.post("/report") { request in
            let path = request.path
            let logger = request.logger
            Task.detached {
                logger.info("writing the report")
                done.yield(path)
            }
            return HTTPStatus.accepted
        }
    }

    final class Visits: Sendable {
        private let count = Mutex(0)

        func add() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private func state(_ app: Application) {
        let visits = Visits()
        app.get("/visits") { _ in "\(visits.add())" }
    }

    struct Signed: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            guard try await isSigned(request) else { throw HTTPError(.forbidden) }
            return await next(request)
        }

        private nonisolated(nonsending) func isSigned(_ request: Request) async throws -> Bool {
            try await request.body.collect().first == UInt8(ascii: "!")
        }
    }

    private func hooks(_ app: Application, _ steps: AsyncStream<String>.Continuation) {
        app.onStart { server in steps.yield("listening on \(server.port > 0)") }
        app.onStop { steps.yield("stopped") }
    }

    @Test(arguments: TestMode.allCases) func handlers(_ mode: TestMode) async throws {
        let app = Application()
        let (paths, done) = AsyncStream.makeStream(of: String.self)
        helpers(app)
        blocking(app, #filePath)
        values(app, done)
        state(app)
        app.post("/signed", Signed()) { _ in "signed" }
        try await app.test(mode) { client async throws in
            #expect(try await client.post("/names", json: ["Ann", "Bob"]).text == "Ann, Bob")
            #expect(try await client.get("/sums/100").text == "1275 5050")
            #expect(try await client.get("/size").text.hasSuffix(" bytes"))
            #expect(try await client.post("/report").status == .accepted)
            var iterator = paths.makeAsyncIterator()
            #expect(await iterator.next() == "/report")
            #expect(try await client.get("/visits").text == "1")
            #expect(try await client.get("/visits").text == "2")
            #expect(try await client.post("/signed", body: "!abc").text == "signed")
            #expect(try await client.post("/signed", body: "abc").status == .forbidden)
        }
    }

    @Test func hooksRunAroundTheServer() async throws {
        let app = Application()
        let (steps, continuation) = AsyncStream.makeStream(of: String.self)
        hooks(app, continuation)
        try await app.test(.live) { _ in }
        continuation.finish()
        var all: [String] = []
        for await step in steps { all.append(step) }
        #expect(all == ["listening on true", "stopped"])
    }

    @Test func aGroupOfServices() async throws {
        let app = Application()
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        app.get("/") { _ in "ok" }
        app.onStart { server in found.yield(server.port) }
        let port = 0
        let logger = Logger(label: "bar")
        let group = ServiceGroup(services: [app.service(port: port), Cleaner()], logger: logger)
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let used = try #require(await iterator.next())
        #expect(try await TestClient(port: used).get("/").text == "ok")
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// The threads of handlers. With the plain executor, child tasks also run on the loop.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["TAPROOM_PLAIN_EXECUTOR"] == nil))
    func threads() async throws {
        let app = Application()
        app.settings.threads = 1
        app.get("/loop") { _ in Self.thread }
        app.post("/content") { request in
            let before = Self.thread
            _ = try await request.body.collect()
            return "\(before == Self.thread)"
        }
        app.get("/concurrent") { _ in
            async let thread = Self.thread
            return await thread
        }
        try await app.test(.live) { client async throws in
            let loop = try await client.get("/loop").text
            #expect(try await client.get("/loop").text == loop)
            #expect(try await client.get("/concurrent").text != loop)
            client.pieceSize = 10
            #expect(try await client.post("/content", body: String(repeating: "a", count: 100)).text == "true")
        }
    }

    private static var thread: String { "\(pthread_self())" }
}
