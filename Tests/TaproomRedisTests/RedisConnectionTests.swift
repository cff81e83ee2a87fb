import Logging
import TestSupport
import Testing

@testable import TaproomRedis

/// How a connection begins and ends.
@Suite(.timeLimit(.minutes(1))) struct RedisConnectionTests {
    private func client(_ url: String, timeout: Duration = .seconds(20)) throws -> RedisClient {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return RedisClient(try RedisURL(url), timeout: timeout, logger: logger)
    }

    private func set(_ key: String, _ redis: RedisClient) async throws -> RedisValue {
        try await redis.send { writer in
            writer.begin(3)
            writer.add("SET")
            writer.add(key)
            writer.add("value")
        }
    }

    /// Else a command would be carried out in another database, or as another user.
    @Test(arguments: [
        ("", "/99", "SELECT: ERR DB index is out of range"), (":secret@", "", "AUTH: ERR"),
        ("nobody:secret@", "/1", "AUTH: WRONGPASS"),
    ])
    func noCommandLeavesWhereTheGreetingIsRefused(login: String, database: String, reason: String) async throws {
        let server = try await RedisServer.start()
        let redis = try client("redis://\(login)127.0.0.1:\(server.port)\(database)")
        for attempt in 0..<3 {
            let error = await #expect(throws: RedisError.self) { _ = try await set("key\(attempt)", redis) }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
        #expect(try await server.cli("INFO", "keyspace").contains("db") == false)
    }

    @Test func commandsGoToTheChosenDatabase() async throws {
        let server = try await RedisServer.start(arguments: ["--requirepass", "secret"])
        let redis = try client("redis://:secret@127.0.0.1:\(server.port)/3")
        await withTaskGroup { group in
            for number in 0..<20 {
                group.addTask { #expect(await (try? set("key\(number)", redis)) == .status("OK")) }
            }
        }
        #expect(try await server.cli("-a", "secret", "--no-auth-warning", "-n", "3", "DBSIZE") == "20")
    }

    @Test func aRedisThatHangsAtTheGreetingIsAskedAgain() async throws {
        let server = try await RedisServer.start()
        let redis = try client(server.url, timeout: .milliseconds(100))
        server.setHanging(true)
        await #expect(throws: RedisError.self) { _ = try await set("early", redis) }
        server.setHanging(false)
        while (try? await set("late", redis)) != .status("OK") { await Task.yield() }
        #expect(try await server.cli("EXISTS", "early") == "0")
    }
}
