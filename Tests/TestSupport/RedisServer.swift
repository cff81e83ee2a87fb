import Foundation

/// A redis-server of a test's own, on a free port and without files; it ends with the last reference.
public final class RedisServer: Sendable {
    public let port: Int
    private let process: ChildProcess

    private init(port: Int, process: ChildProcess) {
        self.port = port
        self.process = process
    }

    /// Starts one and waits until it answers.
    ///
    /// - Parameter port: where to listen; a free port where nil.
    public static func start(port wanted: Int? = nil, arguments: [String] = []) async throws -> RedisServer {
        for _ in 0..<20 {
            let port = wanted ?? Int.random(in: 20_000..<32_000)
            let process = try ChildProcess(
                "/usr/bin/redis-server",
                [
                    "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                    // Else a replica leaves its copy in the folder, and the next server starts with it.
                    "--repl-diskless-sync", "yes", "--repl-diskless-load", "swapdb",
                ] + arguments)
            if try await process.wait(for: "Ready to accept connections") {
                return RedisServer(port: port, process: process)
            }
        }
        throw TestSupportError(description: "redis-server does not start")
    }

    public var url: String { "redis://127.0.0.1:\(port)" }

    /// What redis-cli prints for a command.
    public func cli(_ arguments: String...) async throws -> String {
        try await cli(arguments)
    }

    public func cli(_ arguments: [String]) async throws -> String {
        let process = try ChildProcess("/usr/bin/redis-cli", ["-p", "\(port)"] + arguments)
        // What it has not printed must not be taken for what Redis says.
        guard try await process.exitCode(within: 30) != nil else {
            throw TestSupportError(description: "redis-cli does not end: \(arguments.joined(separator: " "))")
        }
        return process.text.trimmingCharacters(in: .newlines)
    }

    /// Ends it at once, as a crash would.
    public func kill() async throws {
        process.signal(SIGKILL)
        _ = try await process.exitCode()
    }

    /// Lets it hang (true) or go on (false).
    public func setHanging(_ hangs: Bool) {
        process.signal(hangs ? SIGSTOP : SIGCONT)
    }
}

public struct TestSupportError: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) {
        self.description = description
    }
}
