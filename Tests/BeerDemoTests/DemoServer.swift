import Foundation
import TestSupport

/// The real program `beer-demo` on a free port.
final class DemoServer: Sendable {
    let process: ChildProcess
    let port: Int

    private init(process: ChildProcess, port: Int) {
        self.process = process
        self.port = port
    }

    /// The executable is next to the test bundle.
    static var executable: String {
        let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appending(path: "beer-demo").path()
    }

    /// Starts the program, and waits until it listens.
    ///
    /// - Parameter port: the port to listen on; 0 for a free one.
    static func start(
        redis: RedisServer? = nil, _ arguments: [String] = [], environment: [String: String] = [:],
        folder: URL? = nil, store: String? = "memory", port: Int = 0
    ) async throws -> DemoServer {
        var variables = ["SESSION_SECRET": "a secret of these tests, 32 bytes"]
        variables.merge(environment) { $1 }
        let store = redis.map { ["--redis", $0.url] } ?? store.map { ["--store", $0] } ?? []
        let process = try ChildProcess(
            executable, ["--host", "127.0.0.1", "--port", "\(port)"] + store + arguments, environment: variables,
            folder: folder)
        // The line may arrive in pieces. It is complete once something follows the port.
        try await eventually("beer-demo tells its port, or ends") {
            Self.port(in: process.text) != nil || !process.isRunning
        }
        guard let port = Self.port(in: process.text) else {
            throw TestSupportError(description: "beer-demo does not start: \(process.text)")
        }
        return DemoServer(process: process, port: port)
    }

    private static func port(in text: String) -> Int? {
        text.firstMatch(of: /https?:\/\/[^ ]*:(\d+)[^\d]/).flatMap { Int($0.1) }
    }
}
