import Foundation
import TaproomRedis

/// A redis-server for a test, with a Unix socket in a temporary folder. It ends with the last reference to it.
final class RedisServer: Sendable {
    private let process = Process()
    private let folder: URL

    /// Starts a server. A client waits for it when it connects.
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
        // A program that a thread of Swift's pool has started may have SIGTERM blocked.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Returns a client like that of a server.
    func client() throws -> RedisClient {
        RedisClient(try RedisURL("unix://\(folder.path)/redis.sock"), timeout: .seconds(20))
    }
}
