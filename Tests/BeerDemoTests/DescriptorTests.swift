import Foundation
import TaproomNet
import TestSupport
import Testing

/// The server's use of a limited number of descriptors.
@Suite(.timeLimit(.minutes(1))) struct DescriptorTests {
    /// Starts the server from a shell, which can limit and close its descriptors.
    private func start(_ shell: String, _ arguments: String, port: Int = 0) throws -> ChildProcess {
        try ChildProcess(
            "/bin/sh",
            ["-c", "\(shell); exec \(DemoServer.executable) --host 127.0.0.1 --port \(port) --threads 2 \(arguments)"],
            environment: ["SESSION_SECRET": "a secret of these tests, 32 bytes"])
    }

    private func port(of server: ChildProcess) async throws -> Int {
        _ = try await server.wait(for: "http://")
        return try #require(server.text.firstMatch(of: /http:\/\/[^ ]*:(\d+)/).flatMap { Int($0.1) }, "\(server.text)")
    }

    private static func ask(_ connection: BlockingConnection, _ path: String = "/healthz") throws {
        try connection.send(Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    }

    private static func isAnswered(_ connection: BlockingConnection) throws -> Bool {
        try connection.receive().starts(with: Array("HTTP/1.1 200 ".utf8))
    }

    @Test func theSoftLimitIsRaisedToTheHardOne() async throws {
        let server = try start("ulimit -S -n 64; ulimit -H -n 2048", "--store memory")
        let port = try await port(of: server)
        try await BackgroundThread.run {
            let connections = try (0..<200).map { _ in try BlockingConnection(port: port) }
            for connection in connections { try Self.ask(connection) }
            for connection in connections { #expect(try Self.isAnswered(connection)) }
        }
    }

    /// Clients take all available descriptors before the server has a connection to Redis or an open file.
    @Test func clientsLeaveDescriptorsToRedisAndFiles() async throws {
        let redis = try await RedisServer.start()
        let server = try start("ulimit -n 128", "--redis \(redis.url)")
        let port = try await port(of: server)
        let connections = try await BackgroundThread.run {
            let connections = try (0..<150).map { _ in try BlockingConnection(port: port) }
            for connection in connections { try Self.ask(connection) }
            #expect(try Self.isAnswered(connections[0]))
            return connections
        }
        #expect(try await server.wait(for: "accepting pauses"))
        try await BackgroundThread.run {
            for path in ["/", "/style.css"] {
                try Self.ask(connections[0], path)
                #expect(try Self.isAnswered(connections[0]), "\(path)")
            }
            for connection in connections[..<100] { connection.close() }
            for connection in connections[100...] { #expect(try Self.isAnswered(connection)) }
        }
        #expect(try await server.wait(for: "accepting again"))
        #expect(server.text.components(separatedBy: "accepting pauses").count == 2, "one pause is told once")
    }

    /// A lack of descriptors does not mean that the file does not exist.
    @Test func aFileThatCannotBeOpenedForWantOfADescriptorIsA503() async throws {
        let server = try start(":", "--store memory --environment production")
        let port = try await port(of: server)
        let connection = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try Self.ask(connection, "/style.css")
            #expect(try Self.isAnswered(connection))
            return connection
        }
        let limit = try ChildProcess("/usr/bin/prlimit", ["--pid", "\(server.identifier)", "--nofile=4:4"])
        #expect(try await limit.exitCode() == 0)
        let answer = try await BackgroundThread.run {
            // This also reads the rest of the style sheet.
            try Self.ask(connection, "/app.js")
            var text = ""
            while !text.contains("HTTP/1.1 ") {
                let bytes = try connection.receive()
                if bytes.isEmpty { break }
                text += String(decoding: bytes, as: UTF8.self)
            }
            return text
        }
        #expect(answer.contains("HTTP/1.1 503 ") && answer.contains("Retry-After: 1"), "\(answer.suffix(300))")
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func noSocketTakesThePlaceOfAStandardStream(_ closing: String) async throws {
        let port = Int.random(in: 10_000..<20_000)
        let server = try start(":", "--store memory \(closing)", port: port)
        try await eventually("the server to listen") {
            try #require(server.isRunning)
            return try await BackgroundThread.run { (try? BlockingConnection(port: port))?.close() != nil }
        }
        try await BackgroundThread.run {
            let connections = try (0..<4).map { _ in try BlockingConnection(port: port) }
            for connection in connections {
                try Self.ask(connection)
                #expect(try Self.isAnswered(connection))
            }
            for (number, name) in [(0, "<&-"), (1, ">&-"), (2, "2>&-")]
            where closing.split(separator: " ").contains(Substring(name)) {
                let file = try FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(server.identifier)/fd/\(number)")
                #expect(file == "/dev/null")
            }
        }
    }
}
