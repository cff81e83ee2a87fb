import TestSupport
import Testing

@testable import TaproomNet

/// Certificates and keys read from files.
@Suite struct TLSCredentialsTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates()
    }

    private func error(_ certificate: String, _ key: String) -> String? {
        do {
            _ = try TLSCredentials(.init(certificate: certificate, key: key))
            return nil
        } catch {
            return error.description
        }
    }

    @Test func theDevelopmentCertificateIsForThisMachine() throws {
        let credentials = try TLSCredentials(certificates.writeLocalhost())
        #expect(credentials.names == ["localhost"])
        #expect(credentials.matches("LOCALHOST"))
        #expect(!credentials.matches("example.org"))
    }

    @Test func aFileThatIsThereIsNotOverwritten() throws {
        let files = try certificates.writeLocalhost()
        let other = certificates.path("other.pem")
        for (certificate, key) in [
            (files.certificate, files.key), (other, files.key), (files.certificate, other), (other, other),
        ] {
            #expect(throws: TLSError.self) { try DevelopmentCertificate.write(certificate: certificate, key: key) }
        }
        // If the key can't be written, no file is left.
        #expect(throws: SystemError.self) {
            try DevelopmentCertificate.write(certificate: other, key: certificates.path("none/key.pem"))
        }
        try DevelopmentCertificate.write(certificate: other, key: certificates.path("other-key.pem"))
    }

    @Test func aWildcardIsOneLabel() async throws {
        try await certificates.writeAuthority()
        let files = try await certificates.write(
            "wild", subject: "/CN=wild", names: ["*.beer.example", "beer.example"])
        let credentials = try TLSCredentials(files)
        for host in ["beer.example", "a.beer.example", "A.Beer.Example"] {
            #expect(credentials.matches(host), "\(host)")
        }
        for host in ["a.b.beer.example", "xbeer.example", ".beer.example.org", "", "example"] {
            #expect(!credentials.matches(host), "\(host)")
        }
    }

    @Test func whatCantBeUsedIsNamed() async throws {
        let one = try certificates.writeLocalhost("one")
        let two = try certificates.writeLocalhost("two")
        #expect(error(one.certificate, one.key) == nil)
        #expect(
            error(one.certificate, two.key)
                == "the key \(two.key) does not belong to the certificate \(one.certificate)")
        #expect(error("/none.pem", one.key) == "/none.pem can't be read")
        #expect(error(one.certificate, "/none.pem") == "/none.pem can't be read")
        #expect(error(one.key, one.key) == "\(one.key) holds no certificate in PEM form")
        #expect(error(one.certificate, one.certificate) == "\(one.certificate) holds no private key in PEM form")
        #expect(error(certificates.path(""), one.key) == "\(certificates.path("")) can't be read")
        let encrypted = certificates.path("encrypted.pem")
        try await certificates.openssl("ec", "-aes256", "-passout", "pass:beer", "-in", one.key, "-out", encrypted)
        #expect(error(one.certificate, encrypted) == "the key \(encrypted) is encrypted: decrypt it first")
        try await certificates.writeAuthority()
        let expired = try await certificates.write("expired", subject: "/CN=old", days: -1)
        #expect(error(expired.certificate, expired.key) == "the certificate \(expired.certificate) has expired")
    }
}
