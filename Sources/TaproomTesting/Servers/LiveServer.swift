import Taproom
import TaproomNet

/// A server on a port of 127.0.0.1.
final class LiveServer: TestServer {
    private let port: Int
    /// The server; nil if it was started elsewhere, and is stopped there.
    private let server: Server?
    private let grace: Duration
    private let exchanges = OpenExchanges()

    init(starting app: Application) async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        self.server = server
        port = server.port
        grace = app.settings.shutdownGrace.asTimeout
    }

    init(port: Int) {
        self.port = port
        server = nil
        grace = .zero
    }

    func open(_ request: TestRequest, timeout: Duration) async throws -> any Exchange {
        var request = request
        request.headers.append(("Connection", "close"))
        do {
            return try await LiveExchange.open(
                port: port, sending: request.writes, timeout: timeout, owner: exchanges)
        } catch {
            throw TestError(.noResponse, "\(request.line): \(error)")
        }
    }

    func stop(timeout: Duration) async throws {
        exchanges.closeAll()
        guard let server else { return }
        let stopped = Signal()
        Task {
            await server.stop()
            stopped.send()
        }
        // This task is not cancelled with the test, so the server stops in that case, too.
        let limit = timeout + grace
        let outcome = await Task { await stopped.wait(until: .now + limit) }.value
        if case .timedOut = outcome { throw TestError.timeout(limit, waitingFor: "the server to stop") }
    }
}
