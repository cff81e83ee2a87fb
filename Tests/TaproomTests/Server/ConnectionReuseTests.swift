import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// A request sees nothing of the earlier requests on its connection.
@Suite(.timeLimit(.minutes(1))) struct ConnectionReuseTests {
    private let app = Application()

    private final class Note {
        let text: String
        init(_ text: String) { self.text = text }
    }

    init() {
        app.settings.threads = 1
        app.settings.bodyLimit = 100
        app.on(.post, "/large", bodyLimit: 1000) { request in "\(try await request.body.collect().count)" }
        app.post("/usual") { request in "\(try await request.body.collect().count)" }
        app.get("/labelled/:name") { request in
            request.logLabel = "label"
            request[Note.self] = Note("mine")
            return "\(request.parameters["name"] ?? "-") of \(request.route ?? "-") at \(request.path)"
        }
        app.get("/plain") { request in
            "\(request.logLabel ?? "none") \(request[Note.self]?.text ?? "none") \(request.parameters.isEmpty) \(request.path)"
        }
        app.group("/group").get("/:id") { request in "\(request.basePath) \(request.path)" }
    }

    @Test func whatARequestSetIsGoneForTheNext() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { (connection) throws in
            func get(_ path: String) throws -> String {
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                return try connection.response().split(separator: "\r\n\r\n").last.map { String($0) } ?? ""
            }
            func post(_ path: String, _ count: Int) throws -> String {
                let body = String(repeating: "x", count: count)
                try connection.send("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n\(body)")
                return try connection.response()
            }
            #expect(try get("/labelled/ann") == "ann of /labelled/:name at /labelled/ann")
            #expect(try get("/plain") == "none none true /plain")
            #expect(try get("/group/1") == "/group /1")
            #expect(try get("/plain") == "none none true /plain")
            #expect(try post("/large", 900).hasSuffix("900"))
            #expect(try post("/usual", 100).hasSuffix("100"))
            #expect(try post("/usual", 101).hasPrefix("HTTP/1.1 413 "))
            #expect(try post("/large", 900).hasSuffix("900"))
        }
        await server.stop()
    }

    /// A buffer of 8 KiB for each idle connection would be most of its memory.
    @Test func idleConnectionsKeepTheirRequestsOnlyWhileTheyAreFew() async throws {
        final class Handled: @unchecked Sendable {
            private struct Reference { weak var request: Request? }
            private var references: [Reference] = []

            func add(_ request: Request) { references.append(Reference(request: request)) }
            var alive: Int { references.count { $0.request != nil } }
        }
        // Only the server's loop uses it.
        let handled = Handled()
        app.get("/note") { request in
            handled.add(request)
            return "ok"
        }
        app.get("/alive") { _ in "\(handled.alive)" }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { (first) throws in
            func ask(_ connection: BlockingConnection, _ path: String) throws -> String {
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                return try connection.response().split(separator: "\r\n\r\n").last.map { String($0) } ?? ""
            }
            var others: [BlockingConnection] = []
            defer { for connection in others { connection.close() } }
            func open(_ count: Int) throws {
                for _ in 0..<count {
                    others.append(try BlockingConnection(port: server.port))
                    #expect(try ask(others[others.count - 1], "/note") == "ok")
                }
            }
            try open(255)
            #expect(try ask(first, "/alive") == "255")
            try open(1)
            let alive = try #require(Int(try ask(first, "/alive")))
            #expect(alive < 100)
            for connection in others { #expect(try ask(connection, "/note") == "ok") }
        }
        await server.stop()
    }

    /// A request that a handler keeps no longer belongs to the connection, but the bytes after it do.
    @Test func theRequestsBehindOneThatIsKeptAreAnswered() async throws {
        final class Keeper: @unchecked Sendable {
            var requests: [Request] = []
        }
        let keeper = Keeper()
        app.get("/keep/:number") { request in
            keeper.requests.append(request)
            return "kept \(request.parameters["number"] ?? "")"
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let text = try await RawClient.connect(server.port) { connection in
            let requests = (1...3).map { "GET /keep/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
            try connection.send(requests.joined() + "GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
        for number in 1...3 { #expect(text.contains("kept \(number)")) }
        #expect(text.hasSuffix("none none true /plain"))
        #expect(keeper.requests.map(\.path) == ["/keep/1", "/keep/2", "/keep/3"])
        // The requests refer to the application, whose handler refers to them.
        keeper.requests = []
        await server.stop()
    }

    @Test func contentInHandIsBounded() async throws {
        let gate = Gate()
        let app = Application()
        app.settings.threads = 2
        app.settings.bodyMemoryLimit = 64 * 1024
        app.post("/hold") { request in
            let count = try await request.body.collect().count
            await gate.pass()
            return "\(count)"
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let head = "POST /hold HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 40000\r\n\r\n"
        let body = String(repeating: "x", count: 40_000)
        let port = server.port
        async let first = RawClient.connect(port) { connection in
            try connection.send(head)
            try connection.send(body)
            return connection.rest()
        }
        await gate.arrivals(1)
        let second = try await RawClient.connect(port) { connection in
            try connection.send(head)
            try connection.send(body)
            return connection.rest()
        }
        #expect(second.hasPrefix("HTTP/1.1 503 "))
        #expect(second.contains("Retry-After: 1\r\n"))
        gate.open()
        #expect(try await first.hasSuffix("40000"))
        let third = try await RawClient.connect(port) { connection in
            try connection.send(head)
            try connection.send(body)
            return connection.rest()
        }
        #expect(third.hasSuffix("40000"))
        await server.stop()
    }
}
