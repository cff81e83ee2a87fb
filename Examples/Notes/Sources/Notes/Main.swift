import Foundation
import Taproom
import TaproomRedis
import TaproomSessions

/// Starts the server: `Notes [--memory]`.
///
/// Environment: `PORT`, `DATA` (the folder of the database and the files), `REDIS_URL`, `SESSION_SECRET`.
@main
struct Main {
    static func main() async {
        do {
            try await serve()
        } catch {
            // An error that leaves `main` would end the program with a backtrace.
            Console.printError("Notes: \(error)")
            exit(EXIT_FAILURE)
        }
    }

    private static func serve() async throws {
        let environment = ProcessInfo.processInfo.environment
        var settings = Settings(secret: try secret(environment))
        settings.dataFolder = environment["DATA"] ?? settings.dataFolder
        if !CommandLine.arguments.contains("--memory") {
            let redis = RedisClient(try RedisURL(environment["REDIS_URL"] ?? "redis://127.0.0.1:6379"))
            settings.sessions = RedisStore(redis)
            settings.rateLimits = RedisRateLimitStore(redis)
        }
        let app = try makeApplication(settings)
        try await app.run(port: environment["PORT"].flatMap { Int($0) } ?? 3000)
    }

    /// Returns the secret that signs the session cookie. In development there is a new one at each start.
    private static func secret(_ environment: [String: String]) throws -> String {
        if let secret = environment["SESSION_SECRET"] { return secret }
        guard environment["APP_ENV"] != "production" else { throw MissingSecret() }
        return UUID().uuidString
    }
}

/// The error of a missing secret. Production needs one that survives a restart.
struct MissingSecret: Error, CustomStringConvertible {
    var description: String { "set SESSION_SECRET: openssl rand -hex 32 makes a good one" }
}
