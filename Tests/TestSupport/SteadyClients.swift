import Synchronization
import TaproomNet

/// Clients that ask for the same page again and again, and know nothing of restarts. Those that keep their connection ask
/// for another one where they are told to; the others have one for each request.
package final class SteadyClients: Sendable {
    private let port: Int
    private let tls: BlockingConnection.ClientTLS?
    private let path: String
    private let content: String
    private let keepsConnections: Bool
    /// How often each client has been answered.
    private let answers = Mutex([0, 0, 0, 0])
    /// Open once they are to end, or one of them has lost something.
    private let finished = Gate()

    /// - Parameters:
    ///   - path: what they ask for.
    ///   - content: how each answer has to end.
    package init(
        port: Int, tls: BlockingConnection.ClientTLS? = nil, path: String = "/", content: String, keepsConnections: Bool
    ) {
        self.port = port
        self.tls = tls
        self.path = path
        self.content = content
        self.keepsConnections = keepsConnections
    }

    /// Lets them ask while `body` runs.
    ///
    /// - Returns: what came in place of answers.
    package func ask(while body: () async throws -> Void) async throws -> [String] {
        let tasks = (0..<4).map { client in
            Task {
                defer { finished.open() }
                return try await BackgroundThread.run { try self.ask(client) }
            }
        }
        defer { finished.open() }
        try await body()
        finished.open()
        var lost: [String] = []
        for task in tasks { lost += try await task.value }
        return lost
    }

    /// Waits until each client has been answered some more times.
    package func goOn() async throws {
        let before = answers.withLock { $0 }
        try await eventually("answers to all clients") {
            let now = answers.withLock { $0 }
            return finished.isOpen || zip(now, before).allSatisfy { $0 >= $1 + 100 }
        }
    }

    private func ask(_ client: Int) throws -> [String] {
        while !finished.isOpen {
            let connection = try BlockingConnection(port: port, tls: tls)
            defer { connection.close() }
            if let lost = ask(connection, client) { return [lost] }
        }
        return []
    }

    /// Asks until the connection is over.
    ///
    /// - Returns: what came in place of an answer; nil for nothing.
    private func ask(_ connection: BlockingConnection, _ client: Int) -> String? {
        var idleSince = Clock.monotonic()
        while !finished.isOpen {
            let answer: String
            var idle: UInt64 = 0
            do {
                try connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                idle = Clock.monotonic() - idleSince
                answer = try connection.response()
            } catch {
                // A server that stops waits half a second for a request. On a busy machine this client was not that
                // fast, and is to ask again, as all clients are.
                return idle > 400_000_000 ? nil : "\(error), \(Clock.monotonic() - idleSince) ns"
            }
            idleSince = Clock.monotonic()
            guard answer.hasPrefix("HTTP/1.1 200 "), answer.hasSuffix(content) else { return answer }
            answers.withLock { $0[client] += 1 }
            if !keepsConnections || answer.contains("Connection: close") { return nil }
        }
        return nil
    }
}
