import Foundation
import Taproom
import TaproomTesting
import Testing

/// Resources that a test leaves behind.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ConnectionTests {
    private enum Context {
        @TaskLocal static var name = "none"
    }

    private let app = Application()

    init() {
        app.get("/") { _ in "text" }
        app.get("/context") { _ in Context.name }
        app.get("/endless") { _ in
            Response(body: .stream(length: nil) { writer in while true { try await writer.write("more") } })
        }
    }

    /// The values make an expectation in a handler belong to its test.
    @Test func aHandlerInProcessHasTheValuesOfTheTask() async throws {
        try await Context.$name.withValue("test") {
            try await app.test(.inProcess) { client async throws in
                #expect(try await client.get("/context").text == "test")
            }
        }
    }

    @Test func connectionsAreClosed() async throws {
        app.settings.threads = 1
        try await app.test(.live) { client in
            try await client.get("/")
            let before = try descriptors()
            for _ in 0..<40 {
                try await client.get("/")
                for try await _ in try await client.stream("/endless") { break }
                _ = try await client.stream("/endless")
            }
            // Other suites, and the server's side of a connection, may still have some descriptors.
            let deadline = ContinuousClock.now + .seconds(30)
            while try descriptors() > before + 60, .now < deadline { await Task.yield() }
            #expect(try descriptors() <= before + 60, "those of 80 streams that were left")
        }
    }

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
