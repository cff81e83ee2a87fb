import Taproom
import TaproomRedis
import TaproomSessions
import Testing

/// The examples of Documentation/BeyondOneRedis.md.
@Suite(.timeLimit(.minutes(2))) struct BeyondOneRedisGuideTests {
    private func cluster() throws -> RedisStore {
        let redis = RedisClient(try RedisURL("redis+cluster://10.0.0.1:7000,10.0.0.2:7000,10.0.0.3:7000"))
        let store = RedisStore(redis)
        return store
    }

    private func files() throws {
        let url = try RedisURL("rediss://redis.example/0?ca=/etc/ssl/redis-ca.pem")
        try url.tls?.validate()
    }

    private func mapped(_ url: RedisURL) -> RedisClient {
        let inside = RedisAddress(host: "172.17.0.2", port: 6379)
        let outside = RedisAddress(host: "redis.example", port: 7000)
        let redis = RedisClient(url, addressMap: [inside: outside])
        return redis
    }

    private func replicaReads() throws -> RedisStore {
        var options = RedisStore.Options()
        options.readsFromReplicas = true
        let store = RedisStore(RedisClient(try RedisURL("redis+cluster://10.0.0.1:6379")), options: options)
        return store
    }

    private func durable(_ redis: RedisClient) -> RedisStore {
        var options = RedisStore.Options()
        options.durability = .replicas(1, within: .milliseconds(200))
        let store = RedisStore(redis, options: options)
        return store
    }

    private func diagnose(_ store: RedisStore) async throws {
        for finding in try await store.diagnose() {
            if case .change(let advice) = finding.verdict { print("\(finding.fact): \(advice)") }
        }
    }

    @Test func theURLsAreRead() throws {
        _ = try cluster()
        _ = try replicaReads()
        #expect(throws: RedisError.self) { try files() }
        #expect(try mapped(RedisURL("redis+sentinel://localhost/beer")).url.redacted.hasSuffix("/beer"))
        for url in [
            "unix://user:password@/run/redis.sock?db=1", "rediss+cluster://a:7000,[::1]:7001?ca=a&cert=b&key=c",
            "redis+sentinel://user:password@a,b/name/1?sentinel-user=c&sentinel-password=d",
            "rediss://a?server-name=b&verify=off",
        ] { _ = try RedisURL(url) }
    }

    /// No server listens on this port.
    @Test func aRedisThatIsNotThereIsAnError() async throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:1"), timeout: .milliseconds(200))
        await #expect(throws: SessionError.self) { try await diagnose(durable(redis)) }
    }
}
