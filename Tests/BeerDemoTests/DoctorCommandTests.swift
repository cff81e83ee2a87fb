import Foundation
import TestSupport
import Testing

/// The command `beer-demo sessions doctor` with real servers.
@Suite(.timeLimit(.minutes(2))) struct DoctorCommandTests {
    private func run(
        _ url: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) async throws -> (code: Int32?, text: String) {
        let process = try ChildProcess(
            DemoServer.executable, ["sessions", "doctor", "--redis", url] + arguments, environment: environment)
        return (try await process.exitCode(within: 30), process.text)
    }

    /// Returns the first words of the lines about a subject.
    private func words(_ text: String, _ subject: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.contains(" \(subject) ") }.compactMap { $0.split(separator: " ").first }
    }

    @Test func wrongSettingsAreTold() async throws {
        let redis = try await RedisServer.start(arguments: ["--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru"])
        let wrong = try await run(redis.url)
        #expect(wrong.code == 1)
        #expect(
            wrong.text.contains(
                "maxmemory-policy is allkeys-lru, maxmemory 50 MiB. Set maxmemory-policy to volatile-ttl"))
        #expect(words(wrong.text, "eviction") == ["change"])
        #expect(words(wrong.text, "persistence") == ["change"])
        for subject in ["server", "saving", "clock", "permissions", "replicas"] {
            #expect(words(wrong.text, subject) == ["well"], "\(wrong.text)")
        }
        #expect(wrong.text.contains("beer-demo: 2 points to change\n"))
        try await redis.order("config", "set", "maxmemory-policy", "volatile-ttl")
        try await redis.order("config", "set", "save", "3600 1")
        let right = try await run(redis.url)
        #expect(right.code == 0, "\(right.text)")
        #expect(right.text.split(separator: "\n").allSatisfy { $0.hasPrefix("well ") }, "\(right.text)")
        let durable = try await run(redis.url, environment: ["SESSION_DURABILITY": "replicas:1"])
        #expect(durable.code == 1)
        #expect(words(durable.text, "replicas") == ["change"])
    }

    @Test(arguments: [([], ["SESSION_READ_FROM_REPLICAS": "on"]), (["--read-from-replicas"], [:])])
    func whatReadsFromReplicasNeedIsTold(arguments: [String], environment: [String: String]) async throws {
        let redis = try await RedisServer.start(
            arguments: ["--user", "beer", "on", ">secret", "~*", "&*", "+@all", "-role"])
        let url = "redis://beer:secret@127.0.0.1:\(redis.port)"
        let without = try await run(url)
        #expect(words(without.text, "permissions") == ["well"], "\(without.text)")
        let with = try await run(url, arguments, environment: environment)
        #expect(words(with.text, "permissions") == ["change"], "\(with.text)")
        #expect(with.text.contains("+role"), "\(with.text)")
    }

    @Test func aClusterIsExaminedWhole() async throws {
        let cluster = try await RedisCluster.start()
        let result = try await run(cluster.url)
        #expect(result.code == 1, "it has no persistence")
        #expect(words(result.text, "server") == ["well", "well", "well"])
        #expect(words(result.text, "cluster").contains("well"), "\(result.text)")
        #expect(result.text.contains("3 masters serve all 16384 slots, and each has a replica"))
        #expect(words(result.text, "persistence") == ["change"], "once, as it is the same at all")
        try await cluster.nodes[0].order("config", "set", "appendonly", "yes")
        #expect(words(try await run(cluster.url).text, "persistence").sorted() == ["change", "well"])
        let node = try await run(cluster.nodes[0].url)
        #expect(node.text.contains("use redis+cluster://\(cluster.nodes[0].address)."), "\(node.text)")
    }

    @Test func aRedisThatIsNotThereIsOneLine() async throws {
        let redis = try await RedisServer.start()
        try await redis.kill()
        let result = try await run(redis.url)
        #expect(result.code == 69)
        #expect(result.text.hasPrefix("beer-demo: the session store is unavailable"))
        #expect(result.text.split(separator: "\n").count == 1)
    }
}
