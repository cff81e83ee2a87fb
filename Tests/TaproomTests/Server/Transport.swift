import Taproom
import TaproomNet

/// What carries requests and responses, where a server does the same over either.
enum Transport: CaseIterable {
    case plain
    case tls

    /// Starts a server, calls `body` with a connection to it, and stops the server.
    func serve<Value: Sendable>(
        _ app: Application, receiveBuffer: Int? = nil, _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        switch self {
        case .plain:
            let server = try await app.start(host: "127.0.0.1", port: 0)
            defer { Task { await server.stop() } }
            return try await RawClient.connect(server.port, receiveBuffer: receiveBuffer, body)
        case .tls:
            let https = try await HTTPSFixture.start(app)
            defer { Task { await https.server.stop() } }
            return try await https.connect(receiveBuffer: receiveBuffer, body)
        }
    }
}
