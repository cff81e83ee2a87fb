import Foundation

/// How a Redis server is started, so that it can be started again.
struct RedisLaunch: Sendable {
    /// The server's program: redis-server, or another that speaks its protocol, as Valkey's.
    static let program = ProcessInfo.processInfo.environment["TAPROOM_REDIS_SERVER"] ?? "/usr/bin/redis-server"

    /// The arguments that differ from port to port.
    var arguments: @Sendable (_ port: Int) -> [String]
    /// The ports to choose from. Those that the kernel gives to outgoing connections begin behind them.
    var ports = 20_000..<32_000
    /// What it writes when it listens.
    var marker = "Ready to accept connections"
    /// The certificates of a server that speaks TLS alone.
    var tls: RedisCertificates? = nil
    /// Where it keeps its files, which has to last as long as the server.
    var folder: Folder? = nil

    /// A server of data, without files.
    static func data(_ more: [String], tls: RedisCertificates? = nil) -> RedisLaunch {
        RedisLaunch(
            arguments: { port in
                listening(on: port, tls: tls) + [
                    "--save", "", "--appendonly", "no",
                    // Else a replica leaves its copy in the folder, and the next server starts with it.
                    "--repl-diskless-sync", "yes", "--repl-diskless-load", "swapdb", "--repl-diskless-sync-delay", "0",
                ] + more
            }, tls: tls)
    }

    /// The arguments by which a server listens on loopback, with TLS where there are certificates.
    static func listening(on port: Int, tls: RedisCertificates?) -> [String] {
        ["--bind", "127.0.0.1"] + (tls?.serverArguments(port: port) ?? ["--port", "\(port)"])
    }

    /// Starts it on a port and waits until it listens.
    ///
    /// - Returns: nil where it does not start, as when the port is not free.
    func start(on port: Int) async throws -> ChildProcess? {
        let process = try ChildProcess(Self.program, arguments(port))
        return try await process.wait(for: marker) ? process : nil
    }
}
