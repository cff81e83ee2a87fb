import Foundation
import TestSupport
import Testing

/// Redis stops, hangs and comes back.
@Suite struct RedisAwayTests {
    @Test(arguments: ["development", "production"])
    func withoutRedisThePageIs503AndTheRestStaysUp(_ environment: String) async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis, ["--environment", environment])
        let browser = Browser(server)
        #expect(try await browser.pour().views == 1)
        try await redis.kill()
        let page = try await browser.get()
        #expect(page.status == 503)
        #expect(page["Retry-After"] == "1")
        #expect(page["Content-Security-Policy"] != nil, "an error's page is a page")
        // A visitor without a session gets the error when the new one is to be stored.
        #expect(try await Browser(server).get().status == 503)
        #expect(try await browser.get("/healthz").status == 200)
        #expect(try await browser.get("/readyz").status == 503)
        #expect(try await browser.get("/style.css").status == 200)
        #expect(try await browser.get("/api/beer").status == 200)

        let again = try await RedisServer.start(port: redis.port)
        try await eventually("the page to come back") { try await browser.get().status == 200 }
        #expect(try await again.cli("dbsize") == "1")
    }

    /// Each such Redis replies to PING, but stores nothing.
    @Test(arguments: [
        ["config", "set", "maxmemory", "1"], ["replicaof", "127.0.0.1", "1"],
        ["config", "set", "min-replicas-to-write", "1"],
        ["acl", "setuser", "default", "-set"],
    ])
    func aRedisThatStoresNothingIsNotReady(_ command: [String]) async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis)
        let browser = Browser(server)
        #expect(try await browser.get("/readyz").status == 200)
        #expect(try await redis.cli(command) == "OK")
        try await eventually("the server not to be ready") {
            let status = try await browser.get("/readyz").status
            #expect(status == 200 || status == 503)
            return status == 503
        }
        #expect(try await browser.get("/healthz").status == 200)
        if command[0] == "config" { #expect(try await redis.cli("dbsize") == "0", "nothing is left of asking") }
    }

    @Test(arguments: ["text", "json"])
    func aRedisThatIsAbsentAtTheStartIsTold(_ format: String) async throws {
        let gone = try await RedisServer.start()
        try await gone.kill()
        let server = try await DemoServer.start(redis: gone, ["--log-format", format])
        let told =
            "Redis at \(gone.url) does not answer (Redis can't be reached: connect: Connection refused): "
            + "the page answers 503 until it does"
        #expect(try await server.process.wait(for: "error\(format == "text" ? " beer-demo: " : "")"))
        // The problem is reported once in the banner and once in the log.
        #expect(server.process.text.components(separatedBy: told).count == 3, "\(server.process.text)")
        let browser = Browser(server)
        #expect(try await browser.get("/readyz").status == 503)
        let redis = try await RedisServer.start(port: gone.port)
        try await eventually("the page to come back") { try await browser.get().status == 200 }
        withExtendedLifetime(redis) {}
    }

    @Test func aHangingRedisIsAnsweredFor() async throws {
        let redis = try await RedisServer.start()
        let browser = Browser(try await DemoServer.start(redis: redis))
        #expect(try await browser.pour().views == 1)
        redis.setHanging(true)
        #expect(try await browser.pour().status == 503)
        redis.setHanging(false)
        try await eventually("the page to come back") { try await browser.get().status == 200 }
    }
}
