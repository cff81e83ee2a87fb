import Foundation
import Synchronization

/// The way in which a Redis server is started, so that it can be restarted.
struct RedisLaunch: Sendable {
    /// The server program: redis-server, or another one that speaks its protocol, such as Valkey.
    static let program = ProcessInfo.processInfo.environment["TAPROOM_REDIS_SERVER"] ?? "/usr/bin/redis-server"

    /// The arguments for a port.
    var arguments: @Sendable (_ port: Int) -> [String]
    /// The ports to choose from. They are below those that the kernel assigns to outgoing connections.
    var ports = 20_000..<32_000
    /// The text that the server writes when it listens.
    var marker = "Ready to accept connections"
    /// The certificates of a server that speaks only TLS; nil for plain TCP.
    var tls: RedisCertificates? = nil
    /// The folder of the server's files, which must exist as long as the server.
    var folder: Folder? = nil

    /// Returns the launch of a data server without files.
    static func data(_ more: [String], tls: RedisCertificates? = nil) -> RedisLaunch {
        RedisLaunch(
            arguments: { port in
                listening(on: port, tls: tls) + [
                    "--save", "", "--appendonly", "no",
                    // Otherwise a replica leaves its copy in the folder, and the next server starts with it.
                    "--repl-diskless-sync", "yes", "--repl-diskless-load", "swapdb", "--repl-diskless-sync-delay", "0",
                ] + more
            }, tls: tls)
    }

    /// Returns the arguments with which a server listens on loopback, with TLS if there are certificates.
    static func listening(on port: Int, tls: RedisCertificates?) -> [String] {
        ["--bind", "127.0.0.1"] + (tls?.serverArguments(port: port) ?? ["--port", "\(port)"])
    }

    private static let turn = Atomic(Int.random(in: 0..<10_000))

    /// Returns the next port to try. All others have their turn before it comes again: a client whose server was killed
    /// must not meet that of another test.
    func nextPort() -> Int {
        ports.lowerBound + Self.turn.add(1, ordering: .relaxed).oldValue % ports.count
    }

    /// Starts the server on a port, and waits until it listens.
    ///
    /// - Returns: nil if it does not start, for example because the port is in use.
    func start(on port: Int) async throws -> ChildProcess? {
        let process = try ChildProcess(Self.program, arguments(port))
        return try await process.wait(for: marker) ? process : nil
    }
}
