import Foundation
import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/HTTPS.md.
@Suite(.timeLimit(.minutes(2))) struct HTTPSGuideTests {
    private func options() -> TLSOptions {
        var tls = TLSOptions(certificates: [
            .init(certificate: "beer.example.pem", key: "beer.example-key.pem"),
            .init(certificate: "ale.example.pem", key: "ale.example-key.pem", ocspResponse: "ale.example.ocsp"),
        ])
        tls.redirectPort = 80
        tls.clientCertificates = .optional(authorities: "staff-ca.pem")
        tls.ticketKeys = "ticket.keys"
        return tls
    }

    private func serve(_ app: Application) async throws {
        try TLSOptions.writeDevelopmentCertificate("localhost.pem", key: "localhost-key.pem")
        let tls = TLSOptions(certificate: "localhost.pem", key: "localhost-key.pem")
        try await app.run(host: "localhost", port: 3000, tls: tls)
    }

    @Test func theOptionsAreTaken() {
        #expect(options().certificates.count == 2)
        #expect(options().clientCertificates == .optional(authorities: "staff-ca.pem"))
    }

    @Test func aClientWithoutACertificateIsNotStaff() async throws {
        let app = Application()
        app.get("/staff") { request in
            guard let certificate = request.clientCertificate else { throw HTTPError(.forbidden) }
            return "hello \(certificate.subject)"
        }
        try await app.test(.live) { client in
            let response = try await client.get("/staff")
            #expect(response.status == .forbidden)
        }
    }

    @Test func theDevelopmentCertificateServes() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (certificate, key) = ("\(folder.path)/localhost.pem", "\(folder.path)/localhost-key.pem")
        try TLSOptions.writeDevelopmentCertificate(certificate, key: key)
        let app = Application()
        app.get("/") { request in request.scheme }
        let server = try await app.start(
            host: "localhost", port: 0, tls: TLSOptions(certificate: certificate, key: key))
        #expect(server.port > 0)
        await server.stop()
    }
}
