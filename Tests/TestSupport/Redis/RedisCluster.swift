import Synchronization

/// A Redis Cluster for a test: servers on free ports of loopback, with files in a temporary folder.
///
/// It ends with the last reference to it and to its nodes.
public final class RedisCluster: Sendable {
    static let slots = 16_384

    let shape: Shape
    private let members: Mutex<[RedisServer]>

    private init(_ shape: Shape, _ nodes: [RedisServer]) {
        self.shape = shape
        members = Mutex(nodes)
    }

    /// Starts a cluster, and waits until all nodes serve and all replicas have their masters' data.
    ///
    /// - Parameters:
    ///   - masters: the number of masters, between which the slots are divided evenly.
    ///   - replicas: the number of replicas of each master.
    ///   - nodeTimeout: the milliseconds of silence after which a node counts as failed.
    ///   - arguments: further arguments of each server.
    package static func start(
        masters: Int = 3, replicas: Int = 1, nodeTimeout: Int = 2000, arguments: [String] = [],
        tls: RedisCertificates? = nil
    ) async throws -> RedisCluster {
        let shape = Shape(nodeTimeout: nodeTimeout, arguments: arguments, tls: tls)
        var nodes: [RedisServer] = []
        for _ in 0..<masters * (1 + replicas) { nodes.append(try await shape.startNode()) }
        let cluster = RedisCluster(shape, nodes)
        try await cluster.divideSlots(among: Array(nodes[..<masters]))
        try await cluster.introduce(Array(nodes[1...]))
        for (index, node) in nodes[masters...].enumerated() {
            try await cluster.makeReplica(node, of: nodes[index % masters])
        }
        try await cluster.untilWhole()
        return cluster
    }

    /// All nodes, including those that a test has ended: the initial masters, then their replicas in the order of their
    /// masters, then added nodes.
    public var nodes: [RedisServer] { members.withLock { $0 } }

    /// The URL with the addresses of all nodes.
    public var url: String {
        let addresses = nodes.map(\.address).joined(separator: ",")
        guard let tls = shape.tls else { return "redis+cluster://\(addresses)" }
        return "rediss+cluster://\(addresses)\(tls.query)"
    }

    func append(_ node: RedisServer) {
        members.withLock { $0.append(node) }
    }
}
