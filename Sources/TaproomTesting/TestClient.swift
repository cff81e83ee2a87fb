import Taproom
import TaproomNet

/// Sends requests to an application under test; the same test code serves both ways of doing so.
public protocol TestClient: Sendable {
    /// Sends one request and returns the whole response.
    func send(_ request: TestRequest) async throws -> TestResponse
}

extension TestClient {
    public func get(_ target: String, headers: [(name: String, value: String)] = []) async throws -> TestResponse {
        try await send(TestRequest(.get, target, headers: headers))
    }

    public func post(
        _ target: String, headers: [(name: String, value: String)] = [], body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.post, target, headers: headers, body: Array(body.utf8)))
    }
}

/// How a test reaches the application.
public enum TestMode: Sendable {
    /// Straight through parser, middleware and router, without a socket.
    case inProcess
    /// Over TCP on a free port of 127.0.0.1, served as in production.
    case live
}

extension Application {
    /// Calls `body` with a client of this application, and stops what had to be started.
    public func test<Result>(
        _ mode: TestMode, isSecure: Bool = false, _ body: (any TestClient) async throws -> Result
    ) async throws -> Result {
        switch mode {
        case .inProcess: return try await body(try InProcessClient(self, isSecure: isSecure))
        case .live:
            let server = try start(host: "127.0.0.1", port: 0)
            do {
                let result = try await body(LiveClient(port: server.port))
                await server.stop()
                return result
            } catch {
                await server.stop()
                throw error
            }
        }
    }
}
