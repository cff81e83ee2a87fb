import Foundation
import Synchronization
import TaproomNet

/// A program that a test started; ended with the last reference to it.
public final class ChildProcess: Sendable {
    private let process: Process
    private let output: OutputBuffer

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: its whole environment, but for PATH and HOME, which it inherits.
    ///   - folder: its working directory; the test's own where nil.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: URL? = nil
    ) throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        var variables = environment
        for name in ["PATH", "HOME"] { variables[name] = ProcessInfo.processInfo.environment[name] }
        process.environment = variables
        if let folder { process.currentDirectoryURL = folder }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        let output = OutputBuffer()
        try process.run()
        // On a thread: many handles with readability handlers at once have crashed libdispatch. And not by a handle's
        // own reading, which ends the program when a signal comes in between.
        BackgroundThread.run {
            output.append(allFrom: pipe.fileHandleForReading.fileDescriptor)
            withExtendedLifetime(pipe) {}
        }
        self.process = process
        self.output = output
    }

    /// What it has written to standard output and standard error so far.
    public var text: String { output.text }

    public var identifier: Int32 { process.processIdentifier }
    public var isRunning: Bool { process.isRunning }

    /// Waits until its output holds `marker`, or it has ended, or ten seconds have passed.
    public func wait(for marker: String) async throws -> Bool {
        for _ in 0..<1000 {
            if text.contains(marker) { return true }
            if !process.isRunning {
                try await drain()
                return text.contains(marker)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Sends a signal.
    public func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Waits until all that it wrote has been read; a child of its own may hold its output open.
    private func drain() async throws {
        for _ in 0..<200 where !output.isFinished { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// Waits for its end and returns its exit code; nil when it has not ended after so many seconds. All that
    /// it wrote is in `text` then.
    public func exitCode(within seconds: Int = 15) async throws -> Int32? {
        for _ in 0..<(seconds * 100) {
            if !process.isRunning {
                try await drain()
                return process.terminationStatus
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}

private final class OutputBuffer: Sendable {
    private let state = Mutex((data: Data(), isFinished: false))

    func append(allFrom descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            state.withLock { $0.data.append(contentsOf: buffer[..<count]) }
        }
        state.withLock { $0.isFinished = true }
    }

    var text: String { state.withLock { String(decoding: $0.data, as: UTF8.self) } }
    var isFinished: Bool { state.withLock { $0.isFinished } }
}
