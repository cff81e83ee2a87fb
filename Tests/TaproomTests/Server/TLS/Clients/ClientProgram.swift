import Foundation
import TestSupport

/// Clients that others have written, as programs of their own.
enum ClientProgram {
    /// The folder of those that are compiled or interpreted here.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path()

    /// Runs a program to its end.
    ///
    /// - Returns: what it writes.
    /// - Throws: `TestSupportError` where it fails or does not end.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let process = try ChildProcess(path, arguments, environment: environment)
        let code = try await process.exitCode(within: 240)
        guard code == 0 else {
            let ending = code.map { "ended with \($0)" } ?? "does not end"
            throw TestSupportError(description: "\(path) \(arguments) \(ending): \(process.text)")
        }
        return process.text
    }
}
