import Foundation

/// A program that a test started. It ends with the last reference.
final class Program: Sendable {
    private let process = Process()
    private let log: URL
    private let signal: Int32

    /// - Parameters:
    ///   - environment: variables besides those of the test itself.
    ///   - folder: where it may write; its output goes there, too.
    ///   - signal: what ends it. SIGTERM may be blocked in a program that a thread of Swift's pool has started.
    init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: URL,
        signal: Int32 = SIGKILL
    ) throws {
        self.signal = signal
        log = folder.appending(path: "\(UUID()).log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try output.close()
    }

    deinit {
        if isRunning { kill(process.processIdentifier, signal) }
    }

    /// Ends it, and returns when it has ended.
    func end() async throws {
        if isRunning { kill(process.processIdentifier, signal) }
        _ = try await runs { false }
    }

    /// What it has written so far.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    var isRunning: Bool { process.isRunning }

    /// Waits until a condition holds, or the program has ended.
    ///
    /// - Returns: whether it runs.
    /// - Throws: `ProgramError` after twenty seconds.
    func runs(until condition: () async throws -> Bool) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while try await !condition() {
            guard isRunning else { return false }
            guard ContinuousClock.now < end else { throw ProgramError("it goes on and is not ready: \(output)") }
            try await Task.sleep(for: .milliseconds(10))
        }
        return isRunning
    }
}

/// Why a program is of no use to a test.
struct ProgramError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
