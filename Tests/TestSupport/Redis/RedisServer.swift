import Foundation
import Synchronization

/// A redis-server for a test, on a free port and without files. It ends with the last reference to it.
///
/// The environment variable TAPROOM_REDIS_SERVER names a program other than Debian's redis-server.
public final class RedisServer: Sendable {
    private struct State {
        var process: ChildProcess
        var isHanging = false
    }

    public let port: Int
    private let launch: RedisLaunch
    private let state: Mutex<State>

    private init(port: Int, launch: RedisLaunch, process: ChildProcess) {
        self.port = port
        self.launch = launch
        state = Mutex(State(process: process))
    }

    /// Starts a server, and waits until it listens.
    ///
    /// - Parameter port: the port to listen on; nil for a free one.
    public static func start(port wanted: Int? = nil, arguments: [String] = []) async throws -> RedisServer {
        try await start(.data(arguments), port: wanted)
    }

    static func start(_ launch: RedisLaunch, port wanted: Int? = nil) async throws -> RedisServer {
        for _ in 0..<20 {
            let port = wanted ?? launch.nextPort()
            if let process = try await launch.start(on: port) {
                return RedisServer(port: port, launch: launch, process: process)
            }
        }
        throw TestSupportError(description: "\(RedisLaunch.program) does not start")
    }

    public var url: String {
        guard let tls = launch.tls else { return "redis://\(address)" }
        return "rediss://\(address)\(tls.query)"
    }

    /// The host and port as in a URL.
    public var address: String { "127.0.0.1:\(port)" }

    /// Returns the output of redis-cli for a command.
    public func cli(_ arguments: String...) async throws -> String {
        try await cli(arguments)
    }

    public func cli(_ arguments: [String]) async throws -> String {
        let process = try ChildProcess(
            "/usr/bin/redis-cli", ["-p", "\(port)"] + (launch.tls?.cliArguments ?? []) + arguments)
        // Incomplete output must not be taken for Redis's reply.
        guard try await process.exitCode(within: 30) != nil else {
            throw TestSupportError(description: "redis-cli does not end: \(arguments.joined(separator: " "))")
        }
        return process.text.trimmingCharacters(in: .newlines)
    }

    /// Sends a command that must succeed.
    ///
    /// - Throws: `TestSupportError` unless the reply is OK.
    public func order(_ command: String...) async throws {
        let answer = try await cli(command)
        guard answer == "OK" else {
            throw TestSupportError(description: "\(command.joined(separator: " ")) at port \(port): \(answer)")
        }
    }

    /// Ends the server at once, like a crash.
    public func kill() async throws {
        let process = state.withLock { state in
            state.isHanging = false
            return state.process
        }
        process.signal(SIGKILL)
        _ = try await process.exitCode()
    }

    /// Restarts the server after its end, on the same port and with the same files.
    public func restart() async throws {
        try await kill()
        // A port that has just been released may be refused for a moment.
        for _ in 0..<20 {
            guard let process = try await launch.start(on: port) else { continue }
            return state.withLock { $0 = State(process: process) }
        }
        throw TestSupportError(description: "\(RedisLaunch.program) does not start again on port \(port)")
    }

    /// Suspends (true) or resumes (false) the server's process.
    public func setHanging(_ hangs: Bool) {
        state.withLock { state in
            state.process.signal(hangs ? SIGSTOP : SIGCONT)
            state.isHanging = hangs
        }
    }

    /// Whether the server runs and does not hang.
    public var isAnswering: Bool {
        state.withLock { !$0.isHanging && $0.process.isRunning }
    }

    /// The text that the server has written to its log.
    public var log: String { state.withLock { $0.process.text } }
}
