import Foundation
import Synchronization

/// A redis-server of a test's own, on a free port and without files; it ends with the last reference.
///
/// The environment variable TAPROOM_REDIS_SERVER names another program than Debian's redis-server.
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

    /// Starts one and waits until it answers.
    ///
    /// - Parameter port: where to listen; a free port where nil.
    public static func start(port wanted: Int? = nil, arguments: [String] = []) async throws -> RedisServer {
        try await start(.data(arguments), port: wanted)
    }

    static func start(_ launch: RedisLaunch, port wanted: Int? = nil) async throws -> RedisServer {
        for _ in 0..<20 {
            let port = wanted ?? Int.random(in: launch.ports)
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

    /// Its host and port, as in a URL.
    public var address: String { "127.0.0.1:\(port)" }

    /// What redis-cli prints for a command.
    public func cli(_ arguments: String...) async throws -> String {
        try await cli(arguments)
    }

    public func cli(_ arguments: [String]) async throws -> String {
        let process = try ChildProcess(
            "/usr/bin/redis-cli", ["-p", "\(port)"] + (launch.tls?.cliArguments ?? []) + arguments)
        // What it has not printed must not be taken for what Redis says.
        guard try await process.exitCode(within: 30) != nil else {
            throw TestSupportError(description: "redis-cli does not end: \(arguments.joined(separator: " "))")
        }
        return process.text.trimmingCharacters(in: .newlines)
    }

    /// Sends a command that has to succeed.
    ///
    /// - Throws: `TestSupportError` unless the answer is OK.
    public func order(_ command: String...) async throws {
        let answer = try await cli(command)
        guard answer == "OK" else {
            throw TestSupportError(description: "\(command.joined(separator: " ")) at port \(port): \(answer)")
        }
    }

    /// Ends it at once, as a crash would.
    public func kill() async throws {
        let process = state.withLock { state in
            state.isHanging = false
            return state.process
        }
        process.signal(SIGKILL)
        _ = try await process.exitCode()
    }

    /// Starts it again after its end, on the same port and with the same files.
    public func restart() async throws {
        try await kill()
        // A port that has just been left may be refused for a moment.
        for _ in 0..<20 {
            guard let process = try await launch.start(on: port) else { continue }
            return state.withLock { $0 = State(process: process) }
        }
        throw TestSupportError(description: "\(RedisLaunch.program) does not start again on port \(port)")
    }

    /// Lets it hang (true) or go on (false).
    public func setHanging(_ hangs: Bool) {
        state.withLock { state in
            state.process.signal(hangs ? SIGSTOP : SIGCONT)
            state.isHanging = hangs
        }
    }

    /// Whether it runs and does not hang.
    public var isAnswering: Bool {
        state.withLock { !$0.isHanging && $0.process.isRunning }
    }

    /// What it has written to its log.
    public var log: String { state.withLock { $0.process.text } }
}
