import TaproomNet
import TaproomSessions
import TestSupport
import Testing

@testable import TaproomRedis

/// A real Redis that speaks only TLS.
@Suite(.serialized, .timeLimit(.minutes(4)), .enabled("the server has TLS") { try await RedisServer.speaksTLS() })
struct RedisOverTLSTests {
    private func client(_ url: String, timeout: Duration = .seconds(5)) throws -> RedisClient {
        RedisClient(try RedisURL(url), timeout: timeout, logger: LogRecorder().logger)
    }

    @Test(arguments: [false, true]) func commandsOfAnySizeArriveWhole(_ asksClients: Bool) async throws {
        let server = try await RedisServer.startTLS(try await RedisCertificates(asksClients: asksClients))
        let client = try client(server.url)
        for size in [0, 1, 16_383, 16_384, 16_385, 3_000_000] {
            let bytes = [UInt8](repeating: 0x61, count: size)
            try await client.command("SET", "key", bytes)
            #expect(try await client.command("GET", "key") == .bytes(bytes))
        }
        let store = RedisStore(client)
        for number in 0..<200 {
            async let one = store.get("a\(number)")
            async let other = client.command("INCR", "count")
            _ = try await (one, other)
        }
        #expect(try await client.command("GET", "count").int == 200)
    }

    /// Each error is one line, and no command is sent to the server.
    @Test func aServerThatIsNotTheOneIsRefused() async throws {
        let certificates = try await RedisCertificates(asksClients: true)
        let server = try await RedisServer.startTLS(certificates)
        let base = "rediss://\(server.address)"
        let client = "&cert=\(certificates.client.certificate)&key=\(certificates.client.key)"
        let other = try await RedisCertificates()
        for (query, reason) in [
            ("?verify=on\(client)", "certificate verify failed"),
            ("?ca=\(other.authority)\(client)", "certificate verify failed"),
            ("?ca=\(certificates.authority)&server-name=other.example\(client)", "hostname mismatch"),
            ("?ca=\(certificates.authority)", "certificate"),
        ] {
            let error = await #expect(throws: RedisError.self) {
                try await self.client(base + query, timeout: .seconds(3)).command("GET", "key")
            }
            #expect("\(error, default: "none")".lowercased().contains(reason), "\(query)")
        }
        let trusting = try self.client(base + "?verify=off\(client)")
        #expect(try await trusting.command("PING").string == "PONG")
        let named = try self.client(base + "?ca=\(certificates.authority)&server-name=localhost\(client)")
        #expect(try await named.command("PING").string == "PONG")
    }

    @Test func aServerWithoutTLSAndOneWithItAreToldApart() async throws {
        let plain = try await RedisServer.start()
        let error = await #expect(throws: RedisError.self) {
            try await client("rediss://127.0.0.1:\(plain.port)", timeout: .seconds(3)).command("GET", "key")
        }
        #expect("\(error, default: "none")".contains("TLS"))
        let secure = try await RedisServer.startTLS()
        await #expect(throws: RedisError.self) {
            try await client("redis://127.0.0.1:\(secure.port)", timeout: .seconds(3)).command("GET", "key")
        }
    }

    @Test func filesThatCanNotBeUsedAreNamed() throws {
        for query in ["ca=/nowhere.pem", "cert=/nowhere.pem&key=/nowhere.key"] {
            let url = try RedisURL("rediss://localhost?\(query)")
            let error = #expect(throws: RedisError.self) { try url.tls?.validate() }
            #expect("\(error, default: "none")".contains("/nowhere.pem"))
        }
    }

    @Test func theConnectionIsMadeAnewAfterItsLoss() async throws {
        let server = try await RedisServer.startTLS()
        let client = try client(server.url)
        try await client.command("SET", "key", "1")
        try await server.restart()
        try await eventually("an answer") { (try? await client.command("GET", "key"))?.isNull == true }
    }

    @Test func clustersAndSentinelsSpeakTLS() async throws {
        let certificates = try await RedisCertificates()
        let cluster = try await RedisCluster.start(replicas: 0, tls: certificates)
        let client = try client(cluster.url)
        for key in ["a", "b", "c", "d"] { try await client.command("SET", key, key) }
        let sentinels = try await RedisSentinels.start(tls: certificates)
        let master = try self.client(sentinels.url)
        #expect(try await master.command("SET", "key", "1").string == "OK")
        let findings = try await RedisStore(master).diagnose().filter { $0.subject == "sentinel" }
        #expect(!findings.isEmpty)
        for finding in findings { #expect(!finding.fact.contains("can't be reached"), "\(finding.fact)") }
    }
}
