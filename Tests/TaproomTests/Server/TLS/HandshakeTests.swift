import Foundation
import Taproom
import TaproomNet
import TestSupport
import Testing

/// Handshakes: their interruption, their cost, and their results.
@Suite(.timeLimit(.minutes(2))) struct HandshakeTests {
    private func application() -> Application {
        let app = Application()
        app.get("/") { _ in "ok" }
        app.get("/who") { request in request.clientCertificate?.subject ?? "nobody" }
        return app
    }

    /// Returns the first message of a client, in one record.
    private func clientHello(_ https: HTTPSFixture) throws -> [UInt8] {
        try https.client().clientHello(name: "localhost")
    }

    // MARK: Misbehaving clients

    @Test func aHandshakeInSingleBytesIsCompleted() async throws {
        let https = try await HTTPSFixture.start(application())
        let hello = try clientHello(https)
        let answer = try await https.connectPlain { connection in
            for byte in hello { try connection.send([byte]) }
            return try connection.receive()
        }
        // The first byte is that of a handshake record with the server's hello.
        #expect(answer.first == 22)
        await https.server.stop()
    }

    @Test func aHandshakeThatIsCutOffAtAnyByteHarmsNobody() async throws {
        let https = try await HTTPSFixture.start(application())
        let hello = try clientHello(https)
        for count in stride(from: 0, to: hello.count, by: 7) {
            _ = try await https.connectPlain { connection in
                try connection.send(Array(hello.prefix(count)))
                connection.finishSending()
                return connection.rest()
            }
        }
        #expect(try await https.get("/").hasSuffix("ok"))
        await https.server.stop()
    }

    @Test func garbageIsRefused() async throws {
        let https = try await HTTPSFixture.start(application())
        let rubbish: [[UInt8]] = [
            [22, 3, 1, 0xff, 0xff] + [UInt8](repeating: 0, count: 100), [22, 3, 1, 0, 4, 1, 2, 3, 4], [0, 1, 2],
            [22] + [UInt8](repeating: 0x20, count: 20_000), [0x80, 0x2e, 1, 0, 2],
        ]
        for bytes in rubbish {
            let answer = try await https.connectPlain { connection in
                try connection.send(bytes)
                connection.finishSending()
                return connection.rest()
            }
            #expect(!answer.contains("HTTP/1.1"))
        }
        #expect(try await https.get("/").hasSuffix("ok"))
        await https.server.stop()
    }

    @Test func aHandshakeThatStallsIsGivenUp() async throws {
        let https = try await HTTPSFixture.start(application()) { $0.handshakeTimeout = .milliseconds(300) }
        let hello = try clientHello(https)
        for count in [0, 10, hello.count] {
            let bytes = try await https.connectPlain { connection in
                try connection.send(Array(hello.prefix(count)))
                return connection.rest()
            }
            // The received bytes are at most the server's part of the handshake.
            #expect(bytes.isEmpty == (count < hello.count), "\(count)")
        }
        await https.server.stop()
    }

    @Test func theOldestOfTooManyHandshakesIsGivenUp() async throws {
        let app = application()
        // A single loop accepts connections in order.
        app.settings.threads = 1
        let https = try await HTTPSFixture.start(app) { $0.handshakeLimit = 4 }
        let port = https.server.port
        let client = try https.client()
        try await BackgroundThread.run {
            let stalled = try (0..<20).map { _ in try BlockingConnection(port: port, timeout: 20) }
            defer { for connection in stalled { connection.close() } }
            let good = try BlockingConnection(port: port, tls: .init(client))
            try good.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(good.rest().hasSuffix("ok"))
            let rest = try stalled[0].receive()
            #expect(rest == [])
            #expect(!stalled[19].isReadable(within: 0))
        }
        await https.server.stop()
    }

    @Test func aStopDoesNotWaitForHandshakes() async throws {
        let app = application()
        // A stop that waits for the handshake takes longer than the suite may.
        app.settings.shutdownGrace = .seconds(600)
        let https = try await HTTPSFixture.start(app) { $0.handshakeTimeout = .seconds(600) }
        let port = https.server.port
        let stalled = try await BackgroundThread.run { try BlockingConnection(port: port) }
        await https.server.stop()
        let rest = try await BackgroundThread.run { try stalled.receive() }
        #expect(rest == [])
    }

    @Test func handshakesThatHaveEndedDoNotCount() async throws {
        let app = application()
        app.settings.threads = 1
        let https = try await HTTPSFixture.start(app) { $0.handshakeLimit = 2 }
        let port = https.server.port
        let client = try https.client()
        try await BackgroundThread.run {
            let kept = try (0..<5).map { _ in try BlockingConnection(port: port, tls: .init(client)) }
            defer { for connection in kept { connection.close() } }
            for connection in kept {
                try connection.send(RawClient.get)
                #expect(try connection.response().hasSuffix("ok"))
            }
        }
        await https.server.stop()
    }

    // MARK: Session tickets

    private func session(
        _ https: HTTPSFixture, _ client: TLSClientContext, ticket: TLSTicket? = nil
    ) async throws -> (isResumed: Bool, ticket: TLSTicket?) {
        try await https.connect(client, ticket: ticket) { connection in
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            _ = connection.rest()
            return (connection.session?.isResumed ?? false, connection.session?.ticket)
        }
    }

    @Test(arguments: [false, true])
    func aTicketResumesASession(_ avoidsTLS13: Bool) async throws {
        let https = try await HTTPSFixture.start(application())
        let client = try https.client { $0.avoidsTLS13 = avoidsTLS13 }
        let first = try await session(https, client)
        #expect(!first.isResumed)
        let ticket = try #require(first.ticket)
        let second = try await session(https, client, ticket: ticket)
        #expect(second.isResumed)
        await https.server.stop()
    }

    @Test func ticketsLeaveWithTheFirstResponse() async throws {
        let https = try await HTTPSFixture.start(application())
        let (before, after) = try await https.connect { connection in
            // If they were sent after the handshake, they would be here by now.
            let before = connection.isReadable(within: 200)
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            _ = connection.rest()
            return (before, connection.session?.ticket != nil)
        }
        #expect(!before)
        #expect(after)
        await https.server.stop()
    }

    @Test func serversWithTheSameKeysResumeEachOthersSessions() async throws {
        let folder = try Folder()
        let keys = folder.url.appending(path: "keys")
        try Data((0..<80).map { UInt8($0) }).write(to: keys)
        let one = try await HTTPSFixture.start(application()) { $0.ticketKeys = keys.path() }
        let client = try one.client()
        let first = try await session(one, client)
        let ticket = try #require(first.ticket)
        await one.server.stop()
        // A second process would also have its own certificate object and contexts.
        let app = application()
        var options = TLSOptions(
            certificate: one.certificates.path("localhost.pem"), key: one.certificates.path("localhost-key.pem"))
        options.ticketKeys = keys.path()
        let two = HTTPSFixture(
            certificates: one.certificates,
            server: try await app.start(host: "127.0.0.1", port: 0, tls: options), trust: one.trust)
        let resumed = try await session(two, client, ticket: ticket)
        #expect(resumed.isResumed)
        await two.server.stop()
        let other = try await HTTPSFixture.start(application())
        let stranger = try TLSClientContext(other.trust)
        let isResumed = try await session(other, stranger, ticket: ticket).isResumed
        #expect(!isResumed)
        await other.server.stop()
    }

    /// The second server has the same ticket keys and other settings, as after a restart.
    @Test(arguments: [false, true])
    func aSessionWithoutACertificateIsResumedWhereNoneIsRequired(_ isRequired: Bool) async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let authorities = certificates.path("authority.pem")
        let keys = certificates.path("keys")
        try Data((0..<80).map { UInt8($0) }).write(to: URL(filePath: keys))
        let files = try certificates.writeLocalhost()
        func start(_ demand: TLSOptions.ClientCertificates) async throws -> HTTPSFixture {
            var options = TLSOptions(certificate: files.certificate, key: files.key)
            options.ticketKeys = keys
            options.clientCertificates = demand
            let server = try await application().start(host: "127.0.0.1", port: 0, tls: options)
            var trust = TLSClientContext.Options()
            trust.authorities = files.certificate
            return HTTPSFixture(certificates: certificates, server: server, trust: trust)
        }
        let one = try await start(.optional(authorities: authorities))
        let client = try one.client()
        let ticket = try #require(try await session(one, client).ticket)
        await one.server.stop()
        let two = try await start(
            isRequired ? .required(authorities: authorities) : .optional(authorities: authorities))
        let response = try? await two.connect(client, ticket: ticket) { connection in
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
        #expect((response ?? "").hasSuffix("ok") == !isRequired)
        await two.server.stop()
    }

    // MARK: Certificates

    @Test func theCertificateIsChosenByName() async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let files = try await [
            certificates.write("a", subject: "/CN=a", names: ["a.example"]),
            certificates.write("b", subject: "/CN=b", names: ["b.example", "*.b.example"]),
        ]
        let app = application()
        let server = try await app.start(
            host: "127.0.0.1", port: 0,
            tls: TLSOptions(certificates: files.map { .init(certificate: $0.certificate, key: $0.key) }))
        var trust = TLSClientContext.Options()
        trust.authorities = certificates.path("authority.pem")
        let https = HTTPSFixture(certificates: certificates, server: server, trust: trust)
        for name in ["a.example", "b.example", "x.b.example"] {
            #expect(try await https.get("/", name: name).hasSuffix("ok"), "\(name)")
        }
        // All other names get the first certificate.
        do {
            _ = try await https.get("/", name: "c.example")
            Issue.record("a.example's certificate is not for c.example")
        } catch {
            #expect("\(error)".contains("hostname mismatch"), "\(error)")
        }
        await server.stop()
    }

    @Test func clientsPresentCertificates() async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let ann = try await certificates.write("ann", subject: "/O=Brewery/CN=ann")
        let stranger = try certificates.writeLocalhost("stranger")
        for isRequired in [false, true] {
            let https = try await HTTPSFixture.start(application()) {
                let authorities = certificates.path("authority.pem")
                $0.clientCertificates =
                    isRequired ? .required(authorities: authorities) : .optional(authorities: authorities)
            }
            let known = try https.client { $0.credentials = try? TLSCredentials(ann) }
            #expect(try await https.get("/who", known).hasSuffix("CN=ann,O=Brewery"))
            let unknown = try https.client { $0.credentials = try? TLSCredentials(stranger) }
            // TLS 1.3 tells a client about it only after the client's part of the handshake.
            let refused = try await response(https, unknown)
            #expect(refused == nil)
            let nameless = try await response(https, https.client())
            #expect(nameless?.hasSuffix("nobody") == (isRequired ? nil : true))
            await https.server.stop()
        }
    }

    /// Returns the text of the response; nil if there is none.
    private func response(_ https: HTTPSFixture, _ client: TLSClientContext) async throws -> String? {
        let text = (try? await https.get("/who", client)) ?? ""
        return text.isEmpty ? nil : text
    }

    @Test func clientsPresentCertificatesWhateverNameTheyAskFor() async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let ann = try await certificates.write("ann", subject: "/CN=ann")
        let files = try await [
            certificates.write("a", subject: "/CN=a", names: ["a.example"]),
            certificates.write("b", subject: "/CN=b", names: ["b.example"]),
        ]
        var options = TLSOptions(certificates: files.map { .init(certificate: $0.certificate, key: $0.key) })
        options.clientCertificates = .required(authorities: certificates.path("authority.pem"))
        let server = try await application().start(host: "127.0.0.1", port: 0, tls: options)
        var trust = TLSClientContext.Options()
        trust.authorities = certificates.path("authority.pem")
        let https = HTTPSFixture(certificates: certificates, server: server, trust: trust)
        let known = try https.client { $0.credentials = try? TLSCredentials(ann) }
        for name in ["a.example", "b.example"] {
            #expect(try await https.get("/who", known, name: name).hasSuffix("CN=ann"), "\(name)")
            let nameless = (try? await https.get("/who", name: name)) ?? ""
            #expect(nameless.isEmpty, "\(name)")
        }
        await server.stop()
    }

    @Test func theOCSPResponseIsStapled() async throws {
        let certificates = try TestCertificates()
        try await certificates.writeAuthority()
        let files = try await certificates.write("stapled", subject: "/CN=stapled", names: ["localhost"])
        let response = certificates.path("response.der")
        try Data().write(to: URL(filePath: certificates.path("index.txt")))
        let authority = certificates.path("authority.pem")
        try await certificates.openssl(
            "ocsp", "-issuer", authority, "-cert", files.certificate, "-reqout", certificates.path("request.der"))
        try await certificates.openssl(
            "ocsp", "-index", certificates.path("index.txt"), "-CA", authority, "-rsigner", authority, "-rkey",
            certificates.path("authority-key.pem"), "-reqin", certificates.path("request.der"), "-respout", response)
        let app = application()
        let server = try await app.start(
            host: "127.0.0.1", port: 0,
            tls: TLSOptions(certificates: [
                .init(certificate: files.certificate, key: files.key, ocspResponse: response)
            ]))
        let output = try await certificates.openssl(
            "s_client", "-connect", "127.0.0.1:\(server.port)", "-status", "-no_ign_eof")
        #expect(output.contains("OCSP Response Status: successful"), "\(output)")
        await server.stop()
    }
}
