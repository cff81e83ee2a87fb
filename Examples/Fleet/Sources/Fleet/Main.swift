import Foundation
import Taproom
import TaproomRedis

/// Starts the Taproom server of the fleet.
///
/// Environment: `PORT`, `REDIS_URL`, `SESSION_SECRET`.
@main
struct Main {
    static func main() async {
        do {
            let environment = ProcessInfo.processInfo.environment
            guard let secret = environment["SESSION_SECRET"] else { throw MissingSecret() }
            let redis = RedisClient(try RedisURL(environment["REDIS_URL"] ?? "redis://127.0.0.1:6379"))
            let app = try makeApplication(redis: redis, secret: secret)
            try await app.run(host: "127.0.0.1", port: environment["PORT"].flatMap { Int($0) } ?? 3002)
        } catch {
            // An error that leaves `main` would end the program with a backtrace.
            Console.printError("Fleet: \(error)")
            exit(EXIT_FAILURE)
        }
    }
}

/// The error of a missing secret, which is also the Express server's.
struct MissingSecret: Error, CustomStringConvertible {
    var description: String { "set SESSION_SECRET, the same for both servers" }
}
