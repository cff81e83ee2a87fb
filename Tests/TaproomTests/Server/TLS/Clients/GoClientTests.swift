import Foundation
import Taproom
import TestSupport
import Testing

/// The client of Go's net/http, with TLS by crypto/tls. What Go compiles for the first time takes a while.
@Suite(.serialized, .timeLimit(.minutes(5))) struct GoClientTests {
    /// What the client sees of a response.
    private struct Answer: Decodable, Equatable {
        var status = 200
        let version: String
        var alpn = "http/1.1"
        var isReused = false
        var isResumed = false
        var length = 1 << 20
        var isWhole = true
    }

    /// Compiles the client into a folder, and runs it.
    private func answers(_ https: HTTPSFixture, _ version: String) async throws -> [Answer] {
        let folder = try Folder()
        let program = folder.path + "/go-client"
        // Beside the tests, so that the standard library is compiled once. Neither the network nor a C compiler is needed.
        let cache = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "go-cache")
            .path()
        try await ClientProgram.run(
            "/usr/bin/go", ["build", "-o", program, ClientProgram.folder + "go-client.go"],
            environment: [
                "GOCACHE": cache, "GOPATH": folder.path, "GO111MODULE": "off", "GOENV": "off", "GOTOOLCHAIN": "local",
                "GOPROXY": "off", "CGO_ENABLED": "0",
            ])
        let text = try await ClientProgram.run(
            program, ["https://localhost:\(https.server.port)", https.certificates.path("localhost.pem"), version])
        return try text.split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    }

    @Test(arguments: ["1.2", "1.3"])
    func contentGoesUpAndComesDownAndSessionsAreResumed(_ version: String) async throws {
        let app = Application()
        app.post("/echo", bodyLimit: 1 << 20) { request in
            Response(body: .bytes(try await request.body.collect()))
        }
        app.get("/large") { _ in String(repeating: "0123456789abcdef", count: 1 << 16) }
        let https = try await HTTPSFixture.start(app)
        let answers = try await answers(https, version)
        #expect(
            answers == [
                Answer(version: version), Answer(version: version, isReused: true),
                Answer(version: version, isReused: true), Answer(version: version, isResumed: true),
            ])
        await https.server.stop()
    }
}
