import Foundation
import Taproom
import TaproomRedis

/// Starts a server. Any number of them may use the same Redis.
///
/// Environment: `PORT`, `REDIS_URL`, `SESSION_SECRET`.
@main
struct Main {
    static func main() async {
        do {
            let environment = ProcessInfo.processInfo.environment
            let redis = RedisClient(try RedisURL(environment["REDIS_URL"] ?? "redis://127.0.0.1:6379"))
            guard let secret = environment["SESSION_SECRET"] else { throw MissingSecret() }
            let app = try makeApplication(Settings(secret: secret, redis: redis))
            try await app.run(port: environment["PORT"].flatMap { Int($0) } ?? 3000)
        } catch {
            // An error that leaves `main` would end the program with a backtrace.
            Console.printError("Chat: \(error)")
            exit(EXIT_FAILURE)
        }
    }
}

/// The error of a missing secret. Servers that share sessions must share the secret, so none of them can generate it.
struct MissingSecret: Error, CustomStringConvertible {
    var description: String { "set SESSION_SECRET, the same for all servers: openssl rand -hex 32 makes a good one" }
}
