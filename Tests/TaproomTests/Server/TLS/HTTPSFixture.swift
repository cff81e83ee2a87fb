import Taproom
import TaproomNet
import TestSupport

/// An HTTPS server, and the settings of its clients.
struct HTTPSFixture {
    let certificates: TestCertificates
    let server: Server
    let trust: TLSClientContext.Options

    /// Starts an application with a certificate for localhost.
    static func start(_ app: Application, _ change: (inout TLSOptions) -> Void = { _ in }) async throws -> HTTPSFixture
    {
        let certificates = try TestCertificates()
        let files = try certificates.writeLocalhost()
        var options = TLSOptions(certificate: files.certificate, key: files.key)
        change(&options)
        app.settings.threads = app.settings.threads ?? 2
        let server = try await app.start(host: "127.0.0.1", port: 0, tls: options)
        var trust = TLSClientContext.Options()
        trust.authorities = files.certificate
        return HTTPSFixture(certificates: certificates, server: server, trust: trust)
    }

    /// Makes a client that trusts the certificate.
    func client(_ change: (inout TLSClientContext.Options) -> Void = { _ in }) throws -> TLSClientContext {
        var options = trust
        change(&options)
        return try TLSClientContext(options)
    }

    /// Calls `body` with a connection to the server, on a thread of its own.
    func connect<Value: Sendable>(
        _ client: TLSClientContext? = nil, name: String = "localhost", ticket: TLSTicket? = nil,
        receiveBuffer: Int? = nil, _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        let client = try client ?? self.client()
        let port = server.port
        return try await BackgroundThread.run {
            let connection = try BlockingConnection(
                port: port, receiveBuffer: receiveBuffer, tls: .init(client, name: name, ticket: ticket))
            defer { connection.close() }
            return try body(connection)
        }
    }

    /// Calls `body` with a connection to the server without TLS.
    func connectPlain<Value: Sendable>(
        _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        try await RawClient.connect(server.port, body)
    }

    /// Sends one request that closes the connection, and returns the response.
    func get(_ path: String, _ client: TLSClientContext? = nil, name: String = "localhost") async throws -> String {
        try await connect(client, name: name) { connection in
            try connection.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
    }
}
