import Foundation
import Taproom
import TestSupport
import Testing

/// The clients of OpenSSL's command line.
@Suite(.timeLimit(.minutes(2))) struct OpenSSLClientTests {
    private static let versions = ["tls1_2", "tls1_3"]

    private func start() async throws -> HTTPSFixture {
        let app = Application()
        app.get("/") { request in "\(request.scheme) \(request.isSecure)" }
        return try await HTTPSFixture.start(app)
    }

    /// Connections that each ask for a page, one after the other, for a second.
    @Test(arguments: versions, [false, true])
    func connectionsAreMadeOneAfterTheOther(_ version: String, _ resumes: Bool) async throws {
        let https = try await start()
        let output = try await https.certificates.openssl(
            "s_time", "-connect", "127.0.0.1:\(https.server.port)", "-CAfile", https.certificates.path("localhost.pem"),
            "-verify", "1", "-www", "/", "-time", "1", "-\(version)", resumes ? "-reuse" : "-new")
        let count = try #require(output.firstMatch(of: /(\d+) connections in \d+ real seconds/).flatMap { Int($0.1) })
        #expect(count > 0)
        // A sign for each connection: r where the session is resumed.
        let signs = try #require(output.split(separator: "\n").first { $0.allSatisfy { "r*".contains($0) } })
        #expect(signs.count == count, "\(output)")
        #expect(Set(signs) == [resumes ? "r" : "*"])
        await https.server.stop()
    }

    @Test(arguments: versions)
    func aSessionFromAFileIsResumed(_ version: String) async throws {
        let https = try await start()
        let session = https.certificates.path("session.pem")
        for option in ["-sess_out", "-sess_in"] {
            let output = try await ask(https, ["-\(version)", "-alpn", "h2,http/1.1", option, session])
            #expect(output.contains("\(option == "-sess_in" ? "Reused" : "New"), TLSv1."), "\(output)")
            #expect(output.contains("Verify return code: 0 (ok)"), "\(output)")
            #expect(output.contains("ALPN protocol: http/1.1"), "\(output)")
            #expect(output.contains("\r\n\r\nhttps true"), "\(output)")
        }
        await https.server.stop()
    }

    /// Sends a request that closes the connection.
    private func ask(_ https: HTTPSFixture, _ options: [String]) async throws -> String {
        let request = https.certificates.path("request")
        try Data("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8).write(
            to: URL(filePath: request))
        return try await ClientProgram.run(
            "/bin/sh",
            [
                "-c", "exec openssl s_client \"$@\" < '\(request)'", "sh", "-connect", "127.0.0.1:\(https.server.port)",
                "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-CAfile",
                https.certificates.path("localhost.pem"), "-ign_eof",
            ] + options)
    }
}
