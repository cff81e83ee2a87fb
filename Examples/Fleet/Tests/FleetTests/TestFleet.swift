import Foundation
import Taproom
import TaproomRedis
import TaproomTesting

@testable import Fleet

/// Redis, the Express server, the Taproom server, and nginx in front of both, on free ports for a test.
struct TestFleet: Sendable {
    /// A client of nginx.
    let client: TestClient
    /// A client of the Redis with the sessions.
    let redis: RedisClient

    private static let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized
    private static let secret = "only for tests, of enough bytes"

    static func run(_ test: (TestFleet) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fleet-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let (redisServer, redisPort) = try await startRedis(folder)
        let url = "redis://127.0.0.1:\(redisPort)"
        let redis = RedisClient(try RedisURL(url), timeout: .seconds(20))
        let (express, expressPort) = try await startExpress(url, folder)
        let taproom = try await makeApplication(redis: redis, secret: secret).start(host: "127.0.0.1", port: 0)
        let (nginx, port) = try await startNginx(expressPort, taproom.port, folder)
        var failure: (any Error)?
        do {
            try await test(TestFleet(client: TestClient(port: port), redis: redis))
        } catch {
            failure = error
        }
        await taproom.stop()
        for program in [nginx, express, redisServer] { try await program.end() }
        if let failure { throw failure }
    }

    private static func startRedis(_ folder: URL) async throws -> (Program, port: Int) {
        try await withFreePort { port in
            let redis = try Program(
                "/usr/bin/redis-server",
                ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", folder.path], folder: folder)
            return try await redis.runs { redis.output.contains("Ready to accept connections") } ? redis : nil
        }
    }

    /// Starts the Express server with the packages of Debian and substitutes for the others. Packages that `npm
    /// install` has installed next to `server.js` take precedence.
    private static func startExpress(_ redis: String, _ folder: URL) async throws -> (Program, port: Int) {
        let express = try Program(
            "/usr/bin/node", [package.appending(path: "node/server.js").path],
            environment: [
                "PORT": "0", "REDIS_URL": redis, "SESSION_SECRET": secret,
                "NODE_PATH": package.appending(path: "Tests/StandIns").path + ":/usr/share/nodejs",
            ], folder: folder)
        let line = /Express listens on port ([0-9]+)\n/
        guard try await express.runs(until: { express.output.contains(line) }),
            let port = express.output.firstMatch(of: line).flatMap({ Int($0.1) })
        else { throw ProgramError("Express does not start: \(express.output)") }
        return (express, port)
    }

    private static func startNginx(_ express: Int, _ taproom: Int, _ folder: URL) async throws -> (Program, port: Int) {
        let template = try String(contentsOf: package.appending(path: "nginx.conf"), encoding: .utf8)
        return try await withFreePort { port in
            var configuration = template
            let values = [
                "FOLDER": folder.path, "EXPRESS_PORT": "\(express)", "TAPROOM_PORT": "\(taproom)",
                "NGINX_PORT": "\(port)",
            ]
            for (name, value) in values { configuration = configuration.replacingOccurrences(of: name, with: value) }
            let file = folder.appending(path: "nginx.conf")
            try configuration.write(to: file, atomically: true, encoding: .utf8)
            // nginx unblocks signals itself, and must end its workers.
            let nginx = try Program(
                "/usr/sbin/nginx", ["-e", "stderr", "-c", file.path], folder: folder, signal: SIGTERM)
            // nginx writes this file once it listens.
            let pid = folder.appending(path: "nginx.pid").path
            return try await nginx.runs { FileManager.default.fileExists(atPath: pid) } ? nginx : nil
        }
    }

    /// Starts a program on a given port, and tries another one if the port is in use.
    private static func withFreePort(_ start: (Int) async throws -> Program?) async throws -> (Program, port: Int) {
        for _ in 0..<20 {
            let port = Int.random(in: 20_000..<32_000)
            if let program = try await start(port) { return (program, port) }
        }
        throw ProgramError("no port is free")
    }
}
