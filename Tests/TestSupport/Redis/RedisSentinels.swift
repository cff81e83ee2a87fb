/// A master, two replicas and three sentinels for a test, on free ports of loopback, with files in a temporary folder.
///
/// They end with the last reference to this object and to the servers.
public final class RedisSentinels: Sendable {
    /// The name of the master.
    static let name = "mymaster"

    /// The data servers. The first one is the initial master.
    public let servers: [RedisServer]
    public let sentinels: [RedisServer]
    private let tls: RedisCertificates?

    private init(_ servers: [RedisServer], _ sentinels: [RedisServer], _ tls: RedisCertificates?) {
        self.servers = servers
        self.sentinels = sentinels
        self.tls = tls
    }

    /// Starts all servers, and waits until the sentinels know each other and the replicas.
    ///
    /// - Parameters:
    ///   - downAfter: the milliseconds of silence after which a server counts as failed.
    ///   - arguments: further arguments of each data server.
    package static func start(
        downAfter: Int = 2000, arguments: [String] = [], tls: RedisCertificates? = nil
    ) async throws -> RedisSentinels {
        let master = try await startServer(replicaOf: nil, arguments, tls)
        var servers = [master], sentinels: [RedisServer] = []
        for _ in 0..<2 { servers.append(try await startServer(replicaOf: master, arguments, tls)) }
        for _ in 0..<3 { sentinels.append(try await startSentinel(master, downAfter, tls)) }
        let all = RedisSentinels(servers, sentinels, tls)
        try await all.untilAcquainted()
        return all
    }

    /// The URL with the addresses of the sentinels and the master's name.
    public var url: String {
        let addresses = sentinels.map(\.address).joined(separator: ",")
        guard let tls else { return "redis+sentinel://\(addresses)/\(Self.name)" }
        return "rediss+sentinel://\(addresses)/\(Self.name)\(tls.query)"
    }

    /// Returns the server that the sentinels name as the master.
    public func master() async throws -> RedisServer {
        guard let sentinel = sentinels.first(where: \.isAnswering) else {
            throw TestSupportError(description: "no sentinel answers")
        }
        let answer = try await sentinel.cli("sentinel", "get-master-addr-by-name", Self.name)
        guard let server = servers.first(where: { answer.hasSuffix("\n\($0.port)") }) else {
            throw TestSupportError(description: "the sentinel at \(sentinel.port) names as the master: \(answer)")
        }
        return server
    }

    /// Waits until all sentinels name a master other than `old`, and it serves as one.
    ///
    /// - Returns: the new master.
    public func newMaster(insteadOf old: RedisServer) async throws -> RedisServer {
        try await eventually("a master other than \(old.port)", every: .milliseconds(50)) {
            let master = try await master()
            guard master.port != old.port, master.isAnswering else { return false }
            for sentinel in sentinels where sentinel.isAnswering {
                let named = try await sentinel.cli("sentinel", "get-master-addr-by-name", Self.name)
                guard named.hasSuffix("\n\(master.port)") else { return false }
            }
            return try await master.cli("role").hasPrefix("master\n")
        }
        return try await master()
    }

    /// Makes the sentinels choose another master with SENTINEL FAILOVER, which loses no data, and waits for it.
    ///
    /// - Returns: the new master.
    @discardableResult
    public func failOver() async throws -> RedisServer {
        let old = try await master()
        guard let sentinel = sentinels.first(where: \.isAnswering) else {
            throw TestSupportError(description: "no sentinel answers")
        }
        try await sentinel.order("sentinel", "failover", Self.name)
        return try await newMaster(insteadOf: old)
    }
}
