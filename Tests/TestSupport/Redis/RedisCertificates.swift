import TaproomNet

/// The certificates of Redis servers and their clients, in a temporary folder.
package final class RedisCertificates: Sendable {
    private let certificates: TestCertificates
    private let server: TLSCredentials.Files
    /// The client's certificate, for servers that require one.
    package let client: TLSCredentials.Files
    /// Whether clients must present a certificate.
    private let asksClients: Bool

    /// Makes an authority, and certificates that it signs: one for localhost and 127.0.0.1, and one for a client.
    package init(asksClients: Bool = false) async throws {
        certificates = try TestCertificates()
        try await certificates.writeAuthority()
        server = try await certificates.write(
            "redis", subject: "/CN=redis", names: ["localhost"], addresses: ["127.0.0.1"])
        client = try await certificates.write("client", subject: "/CN=client")
        self.asksClients = asksClients
    }

    /// The path of the authority's certificate.
    package var authority: String { certificates.path("authority.pem") }

    /// The part of a server's URL after its address.
    package var query: String {
        "?ca=\(authority)" + (asksClients ? "&cert=\(client.certificate)&key=\(client.key)" : "")
    }

    func serverArguments(port: Int) -> [String] {
        [
            "--port", "0", "--tls-port", "\(port)", "--tls-cert-file", server.certificate, "--tls-key-file", server.key,
            "--tls-ca-cert-file", authority, "--tls-auth-clients", asksClients ? "yes" : "no",
            "--tls-replication", "yes", "--tls-cluster", "yes",
        ]
    }

    var cliArguments: [String] {
        ["--tls", "--cacert", authority, "--cert", client.certificate, "--key", client.key]
    }
}

extension RedisServer {
    /// Starts a server that speaks only TLS.
    ///
    /// - Parameters:
    ///   - tls: the certificates; nil for new ones.
    ///   - port: the port to listen on; nil for a free one.
    package static func startTLS(
        _ tls: RedisCertificates? = nil, port: Int? = nil, arguments: [String] = []
    ) async throws -> RedisServer {
        let certificates = if let tls { tls } else { try await RedisCertificates() }
        return try await start(.data(arguments, tls: certificates), port: port)
    }

    /// Returns whether the server program was built with TLS.
    package static func speaksTLS() async throws -> Bool {
        // Without a certificate, the program ends at once, and says what is missing.
        let process = try ChildProcess(RedisLaunch.program, ["--bind", "127.0.0.1", "--port", "0", "--tls-port", "1"])
        return try await process.wait(for: "No tls-cert-file configured")
    }
}
