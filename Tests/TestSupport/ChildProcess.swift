import CLinux
import Foundation
import Glibc
import Synchronization
import TaproomNet

/// A program that a test starts. It ends with the last reference to it.
///
/// It uses posix_spawn(3), because Foundation's Process reads past its list of open descriptors if there are more than
/// about 1,300, as when all tests run at once, which ends the tests.
public final class ChildProcess: Sendable {
    public let identifier: Int32
    /// The exit code or the number of the signal that ended the program; nil until its end has been noticed.
    private let ending = Mutex<Int32?>(nil)
    private let output: OutputBuffer
    private let outputEnd: FileHandle

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: the whole environment, except PATH and HOME, which are inherited unless they are here.
    ///   - folder: the working directory; nil for that of the test.
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

    /// Reads the output on a thread, because many handles with readability handlers at once have crashed libdispatch.
    /// It does not use the handle's own reading, which ends the program when a signal interrupts it.
    private func read() {
        BackgroundThread.run { [output, outputEnd] in
            output.append(allFrom: outputEnd.fileDescriptor)
            guard !output.isStalled else { return }
            try? outputEnd.close()
            output.finish()
        }
    }

    /// Starts the program.
    ///
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
        // The child does not inherit the signals that the test's process ignores or blocks.
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

    /// The text written to standard output and standard error so far.
    public var text: String { output.text }

    public var isRunning: Bool { ending.withLock { Self.ending(of: identifier, &$0) } == nil }

    /// Returns the exit code, or the number of the signal that ended the program; nil while it runs. Until then, the
    /// system does not reuse the process's number.
    private static func ending(of identifier: Int32, _ known: inout Int32?) -> Int32? {
        var status: Int32 = 0
        if known == nil, waitpid(identifier, &status, WNOHANG) == identifier {
            let signal = status & 0x7f
            known = signal == 0 ? status >> 8 & 0xff : signal
        }
        return known
    }

    /// Waits until the output contains `marker`, the program ends, or twenty seconds pass. Returns whether the output
    /// contains `marker`.
    public func wait(for marker: String) async throws -> Bool {
        _ = try await comes(within: .seconds(20)) { text.contains(marker) || !isRunning }
        if !text.contains(marker), !isRunning { try await drain() }
        return text.contains(marker)
    }

    /// Closes the output, as the reader of a log may. Returns when `more`, which makes the program write, has returned
    /// and the output is closed.
    public func hangUp(_ more: () async throws -> Void) async throws {
        output.hangUp()
        try await more()
        try await drain()
    }

    /// Leaves the output unread from the next piece on, like a stalled reader of logs. Returns when `more`, which makes
    /// the program write, is done.
    public func stallReading(_ more: () async throws -> Void) async throws {
        output.setStalled(true)
        try await more()
    }

    /// Reads the output again.
    public func resumeReading() {
        output.setStalled(false)
        read()
    }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        ending.withLock { if Self.ending(of: identifier, &$0) == nil { kill(identifier, number) } }
    }

    /// Waits until all output has been read. A child of the program may hold the output open.
    private func drain() async throws {
        _ = try await comes(within: .seconds(2)) { output.isFinished }
    }

    /// Waits for the end, and returns the exit code; nil if the program has not ended in time. Afterwards `text`
    /// contains all output.
    ///
    /// - Parameter seconds: the longest wait.
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

    /// Stops reading after the next piece.
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
