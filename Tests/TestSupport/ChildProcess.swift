import CLinux
import Foundation
import Glibc
import Synchronization
import TaproomNet

/// A program that a test started; ended with the last reference to it.
///
/// By posix_spawn(3): Foundation's Process reads past its list of open descriptors where there are more than some 1,300,
/// as when all tests run at once, and that ends the tests.
public final class ChildProcess: Sendable {
    public let identifier: Int32
    /// How it ended, once that has been asked for.
    private let ending = Mutex<Int32?>(nil)
    private let output: OutputBuffer
    private let outputEnd: FileHandle

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: its whole environment, but for PATH and HOME, which it inherits unless they are here.
    ///   - folder: its working directory; the test's own where nil.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil
    ) throws {
        var variables = environment
        for name in ["PATH", "HOME"] where variables[name] == nil {
            variables[name] = ProcessInfo.processInfo.environment[name]
        }
        let pipe = Pipe()
        let output = OutputBuffer()
        identifier = try Self.spawn(
            [path] + arguments, variables.map { "\($0)=\($1)" }, folder,
            output: pipe.fileHandleForWriting.fileDescriptor)
        try pipe.fileHandleForWriting.close()
        self.output = output
        outputEnd = pipe.fileHandleForReading
        read()
    }

    /// On a thread: many handles with readability handlers at once have crashed libdispatch. And not by a handle's own
    /// reading, which ends the program when a signal comes in between.
    private func read() {
        BackgroundThread.run { [output, outputEnd] in
            output.append(allFrom: outputEnd.fileDescriptor)
            guard !output.isStalled else { return }
            try? outputEnd.close()
            output.finish()
        }
    }

    /// - Returns: the process's number.
    private static func spawn(
        _ arguments: [String], _ variables: [String], _ folder: URL?, output: Int32
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder.path) }
        // What the test's process ignores or blocks, its child does not.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let argv = arguments.map { strdup($0) } + [nil]
        let envp = variables.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, arguments[0], &actions, &attributes, argv, envp)
        guard code == 0 else { throw SystemError("posix_spawn", code: code) }
        return identifier
    }

    /// What it has written to standard output and standard error so far.
    public var text: String { output.text }

    public var isRunning: Bool { ending.withLock { Self.ending(of: identifier, &$0) } == nil }

    /// The exit code, or the number of the signal that ended it; nil while it runs. Its number is its own until then.
    private static func ending(of identifier: Int32, _ known: inout Int32?) -> Int32? {
        var status: Int32 = 0
        if known == nil, waitpid(identifier, &status, WNOHANG) == identifier {
            let signal = status & 0x7f
            known = signal == 0 ? status >> 8 & 0xff : signal
        }
        return known
    }

    /// Waits until its output holds `marker`, or it has ended, or twenty seconds have passed.
    public func wait(for marker: String) async throws -> Bool {
        _ = try await comes(within: .seconds(20)) { text.contains(marker) || !isRunning }
        if !text.contains(marker), !isRunning { try await drain() }
        return text.contains(marker)
    }

    /// Closes its output, as the reader of a log may; returns when `more`, which makes it write, has led to that.
    public func hangUp(_ more: () async throws -> Void) async throws {
        output.hangUp()
        try await more()
        try await drain()
    }

    /// Leaves its output unread from the next piece on, as a reader of logs that hangs; returns when `more`, which makes it
    /// write, is done.
    public func stallReading(_ more: () async throws -> Void) async throws {
        output.setStalled(true)
        try await more()
    }

    /// Reads its output again.
    public func resumeReading() {
        output.setStalled(false)
        read()
    }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        ending.withLock { if Self.ending(of: identifier, &$0) == nil { kill(identifier, number) } }
    }

    /// Waits until all that it wrote has been read; a child of its own may hold its output open.
    private func drain() async throws {
        _ = try await comes(within: .seconds(2)) { output.isFinished }
    }

    /// Waits for its end and returns its exit code; nil when it has not ended after so many seconds. All that
    /// it wrote is in `text` then.
    public func exitCode(within seconds: Int = 15) async throws -> Int32? {
        guard try await comes(within: .seconds(seconds), { !isRunning }) else { return nil }
        try await drain()
        return ending.withLock { $0 }
    }

    deinit {
        guard isRunning else { return }
        kill(identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }
}

private final class OutputBuffer: Sendable {
    private let state = Mutex((data: Data(), mayRead: true, isStalled: false, isFinished: false))

    /// Reads once more.
    func hangUp() { state.withLock { $0.mayRead = false } }

    func append(allFrom descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let mayRead = state.withLock { state in
                state.data.append(contentsOf: buffer[..<count])
                return state.mayRead && !state.isStalled
            }
            if !mayRead { break }
        }
    }

    func setStalled(_ isStalled: Bool) { state.withLock { $0.isStalled = isStalled } }
    var isStalled: Bool { state.withLock { $0.isStalled } }

    func finish() { state.withLock { $0.isFinished = true } }

    var text: String { state.withLock { String(decoding: $0.data, as: UTF8.self) } }
    var isFinished: Bool { state.withLock { $0.isFinished } }
}
