import TaproomNet
import TestSupport
import Testing

/// The server for tests.
@Suite(.timeLimit(.minutes(1))) struct RedisServerTests {
    @Test func aServerStartsAgainOnItsPort() async throws {
        let server = try await RedisServer.start()
        try await server.order("set", "key", "value")
        try await server.restart()
        #expect(server.isAnswering)
        #expect(try await server.cli("get", "key") == "")
        server.setHanging(true)
        #expect(!server.isAnswering)
        server.setHanging(false)
        #expect(try await server.cli("ping") == "PONG")
    }

    @Test(.enabled("the server has TLS") { try await RedisServer.speaksTLS() })
    func aServerSpeaksTLSAlone() async throws {
        let tls = try await RedisCertificates(asksClients: true)
        let server = try await RedisServer.startTLS(tls)
        #expect(server.url.hasPrefix("rediss://127.0.0.1:\(server.port)?ca=\(tls.authority)&cert="))
        #expect(try await server.cli("ping") == "PONG")
        #expect(try await server.cli("config", "get", "port") == "port\n0")
        let stranger = try ChildProcess(
            "/usr/bin/redis-cli", ["-p", "\(server.port)", "--tls", "--cacert", tls.authority, "ping"])
        #expect(try await stranger.exitCode() != 0)
        #expect(!stranger.text.contains("PONG"))
    }
}
