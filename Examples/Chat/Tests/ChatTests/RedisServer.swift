import Foundation
import TaproomRedis

/// A redis-server of a test's own, at a socket in a folder of its own. It ends with the last reference.
final class RedisServer: Sendable {
    private let process = Process()
    private let folder: URL

    /// Starts one. A client waits for it when it connects.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "chat-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/usr/bin/redis-server")
        process.arguments = ["--port", "0", "--unixsocket", "\(folder.path)/redis.sock", "--save", ""]
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        // SIGTERM may be blocked in a program that a thread of Swift's pool has started.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// A client, as a server has one.
    func client() throws -> RedisClient {
        RedisClient(try RedisURL("unix://\(folder.path)/redis.sock"), timeout: .seconds(20))
    }
}
