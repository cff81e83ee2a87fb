import Foundation
import Synchronization
import Taproom
import TestSupport
import Testing

/// A client with the ssl module of Python.
@Suite(.timeLimit(.minutes(2))) struct PythonClientTests {
    /// What the client sees of a response.
    private struct Answer: Decodable, Equatable {
        let version: String
        var alpn = "http/1.1"
        var status = "HTTP/1.1 200 OK"
        var length = 1 << 20
        /// Whether the connection ends behind the session.
        var isEnded = true
    }

    private static let versions = ["1.2", "1.3"]

    private func run(_ scenario: String, _ https: HTTPSFixture, _ version: String) async throws -> String {
        try await ClientProgram.run(
            "/usr/bin/python3",
            [
                ClientProgram.folder + "python-client.py", "\(https.server.port)",
                https.certificates.path("localhost.pem"),
                version, scenario,
            ])
    }

    /// With `close` the client fails where the session has no end.
    @Test(arguments: versions, ["close", "half"])
    func theResponseIsWholeAndTheSessionHasAnEnd(_ version: String, _ scenario: String) async throws {
        let app = Application()
        app.get("/large") { _ in String(repeating: "0123456789abcdef", count: 1 << 16) }
        let https = try await HTTPSFixture.start(app)
        let text = try await run(scenario, https, version)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
        #expect(answer == Answer(version: "TLSv\(version)"))
        await https.server.stop()
    }

    @Test(arguments: versions, ["cut", "reset"])
    func contentThatIsCutOffIsNotTakenForAll(_ version: String, _ scenario: String) async throws {
        let outcomes = Mutex<[String]>([])
        let app = Application()
        app.post("/length") { request in
            do {
                let count = try await request.body.collect().count
                outcomes.withLock { $0.append("\(count) bytes") }
                return "\(count)"
            } catch {
                outcomes.withLock { $0.append("\(error)") }
                throw error
            }
        }
        let https = try await HTTPSFixture.start(app)
        _ = try await run(scenario, https, version)
        try await eventually("the request's end") { outcomes.withLock { !$0.isEmpty } }
        #expect(outcomes.withLock { $0 } == ["400 The content ended too early."])
        await https.server.stop()
    }
}
