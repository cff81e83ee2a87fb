import Foundation

/// A program that a test starts. It ends with the last reference to it.
final class Program: Sendable {
    private let process = Process()
    private let log: URL
    private let signal: Int32

    /// - Parameters:
    ///   - environment: variables in addition to those of the test.
    ///   - folder: a folder that the program may write to. Its output is written there, too.
    ///   - signal: the signal that ends it. A program that a thread of Swift's pool has started may have SIGTERM
    ///     blocked.
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

    /// Ends the program, and waits for its end.
    func end() async throws {
        if isRunning { kill(process.processIdentifier, signal) }
        _ = try await runs { false }
    }

    /// The output so far.
    var output: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    var isRunning: Bool { process.isRunning }

    /// Waits until a condition holds, or the program has ended.
    ///
    /// - Returns: whether the program runs.
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

/// The reason why a test can't use a program.
struct ProgramError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
