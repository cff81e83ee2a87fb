import Foundation
import Glibc
import Logging
import Taproom
import TaproomNet
import TestSupport
import Testing

/// Certificates that change while the server runs, and certificates that prevent the start.
@Suite(.timeLimit(.minutes(2))) struct CertificateChangeTests {
    private func application(_ logger: Logger? = nil) -> Application {
        let app = Application(logger: logger)
        app.get("/") { _ in "ok" }
        return app
    }

    /// Returns whether the server presents the certificate that is in the folder now.
    private func presentsWhatIsThere(_ https: HTTPSFixture) async throws -> Bool {
        let client = try TLSClientContext(https.trust)
        return (try? await https.get("/", client))?.hasSuffix("ok") ?? false
    }

    @Test func aNewCertificateIsTakenAndConnectionsStay() async throws {
        let https = try await HTTPSFixture.start(application())
        let port = https.server.port
        let client = try https.client()
        let (kept, ticket) = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port, tls: .init(client))
            try connection.send(RawClient.get)
            _ = try connection.response()
            return (connection, connection.session?.ticket)
        }
        try https.certificates.writeLocalhost()
        try await eventually("the new certificate") { try await presentsWhatIsThere(https) }
        try await BackgroundThread.run {
            try kept.send(RawClient.get)
            let answer = try kept.response()
            #expect(answer.hasSuffix("ok"))
            kept.close()
            // Tickets survive the change, so not all clients need a full handshake.
            let resumed = try BlockingConnection(port: port, tls: .init(client, ticket: ticket))
            #expect(resumed.session?.isResumed == true)
            resumed.close()
        }
        await https.server.stop()
    }

    @Test func whatCantBeUsedIsALineInTheLogAndTheOldOneGoesOn() async throws {
        let log = LogRecorder()
        let https = try await HTTPSFixture.start(application(log.logger))
        let old = try https.client()
        try Data("not a key".utf8).write(to: URL(filePath: https.certificates.path("localhost-key.pem")))
        try await eventually("a line in the log") {
            log.messages.contains { $0.contains("the earlier ones stay in use") && $0.contains("localhost-key.pem") }
        }
        #expect(try await https.get("/", old).hasSuffix("ok"))
        try https.certificates.writeLocalhost()
        try await eventually("the new certificate") { try await presentsWhatIsThere(https) }
        #expect(log.messages.count { $0.contains("stay in use") } == 1)
        await https.server.stop()
    }

    @Test func theTicketKeysStayWhereACertificateCantBeUsed() async throws {
        let log = LogRecorder()
        let folder = try Folder()
        let keys = folder.url.appending(path: "keys")
        try Data((0..<80).map { UInt8($0) }).write(to: keys)
        let https = try await HTTPSFixture.start(application(log.logger)) { $0.ticketKeys = keys.path() }
        let client = try https.client()
        let ticket = try await https.connect(client) { connection in
            try connection.send(RawClient.get)
            _ = try connection.response()
            return connection.session?.ticket
        }
        try Data("not a key".utf8).write(to: URL(filePath: https.certificates.path("localhost-key.pem")))
        try Data((0..<80).map { UInt8(100 + $0) }).write(to: keys)
        try await eventually("a line in the log") { log.messages.contains { $0.contains("stay in use") } }
        let isResumed = try await https.connect(client, ticket: ticket) { $0.session?.isResumed }
        #expect(isResumed == true)
        await https.server.stop()
    }

    @Test func theAuthoritiesOfClientsAreReadAgain() async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let ann = try await certificates.write("ann", subject: "/CN=ann")
        let https = try await HTTPSFixture.start(application()) {
            $0.clientCertificates = .required(authorities: certificates.path("authority.pem"))
        }
        let known = try https.client { $0.credentials = try? TLSCredentials(ann) }
        #expect(try await https.get("/", known).hasSuffix("ok"))
        // Another authority of the same name.
        try await certificates.writeAuthority()
        let bob = try await certificates.write("bob", subject: "/CN=bob")
        let other = try https.client { $0.credentials = try? TLSCredentials(bob) }
        try await eventually("the new authority") { (try? await https.get("/", other))?.hasSuffix("ok") ?? false }
        let former = (try? await https.get("/", known)) ?? ""
        #expect(former.isEmpty)
        await https.server.stop()
    }

    @Test func theFilesAreReadAgainOnceForASIGHUP() async throws {
        let (log, otherLog) = (LogRecorder(), LogRecorder())
        let https = try await HTTPSFixture.start(application(log.logger))
        let other = try await HTTPSFixture.start(application(otherLog.logger))
        func reads(_ log: LogRecorder) -> Int { log.messages.count { $0.hasPrefix("read the TLS") } }
        kill(getpid(), SIGHUP)
        try await eventually("the files to be read") { reads(log) > 0 && reads(otherLog) > 0 }
        #expect(try await https.get("/").hasSuffix("ok"))
        // While the other server finds its files changed twice, this one looks at its own, too.
        for count in 2...3 {
            try other.certificates.writeLocalhost()
            try await eventually("the other files to be read") { reads(otherLog) >= count }
        }
        #expect(reads(log) == 1)
        for server in [https.server, other.server] { await server.stop() }
    }

    @Test func aBadFileIsAnErrorAtTheStart() async throws {
        let certificates = try TestCertificates()
        let one = try certificates.writeLocalhost("one")
        let two = try certificates.writeLocalhost("two")
        for options in [
            TLSOptions(certificate: one.certificate, key: two.key), TLSOptions(certificate: "/none", key: one.key),
            TLSOptions(certificates: []),
        ] {
            await #expect(throws: TLSError.self) {
                _ = try await application().start(host: "127.0.0.1", port: 0, tls: options)
            }
        }
    }

    @Test func thePlainPortRedirects() async throws {
        let https = try await HTTPSFixture.start(application()) { $0.redirectPort = 0 }
        let port = try #require(https.server.redirectPort)
        let rows = [
            ("GET /a%20b?c=d HTTP/1.1\r\nHost: localhost:80", "https://localhost:\(https.server.port)/a%20b?c=d"),
            ("POST / HTTP/1.1\r\nContent-Length: 0\r\nHost: [::1]:80", "https://[::1]:\(https.server.port)/"),
            ("GET //evil.example HTTP/1.1\r\nHost: a", "https://a:\(https.server.port)//evil.example"),
        ]
        for (request, location) in rows {
            let text = try await RawClient.exchange(port, Array("\(request)\r\nConnection: close\r\n\r\n".utf8))
            let response = String(decoding: text, as: UTF8.self)
            #expect(response.hasPrefix("HTTP/1.1 308 Permanent Redirect\r\n"), "\(response)")
            #expect(response.contains("\r\nLocation: \(location)\r\n"), "\(response)")
        }
        let nameless = try await RawClient.exchange(port, Array("GET / HTTP/1.0\r\n\r\n".utf8))
        #expect(String(decoding: nameless, as: UTF8.self).hasPrefix("HTTP/1.1 400"))
        await https.server.stop()
    }
}
