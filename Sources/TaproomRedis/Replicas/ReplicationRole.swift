/// A server's role in the replication, as its reply to ROLE tells it. Does no I/O.
enum ReplicationRole: Equatable {
    /// The replicas that are connected to the master.
    case master(replicas: [RedisAddress])
    /// Whether the replica receives the master's changes at the moment.
    case replica(isLinked: Bool)

    /// The most replicas that are accepted.
    private static let mostReplicas = 64

    /// nil if the reply has another form.
    ///
    /// - Parameter map: the addresses to connect to, by the addresses that replicas announce.
    init?(_ reply: RedisValue, map: [RedisAddress: RedisAddress] = [:]) {
        guard let parts = reply.elements, let name = parts.first?.string else { return nil }
        switch name {
        case "master":
            guard parts.count >= 3, let replicas = parts[2].elements else { return nil }
            self = .master(replicas: replicas.prefix(Self.mostReplicas).compactMap { Self.address($0, map) })
        case "slave":
            guard parts.count >= 4, let state = parts[3].string else { return nil }
            self = .replica(isLinked: state == "connected")
        default: return nil
        }
    }

    private static func address(_ replica: RedisValue, _ map: [RedisAddress: RedisAddress]) -> RedisAddress? {
        guard let parts = replica.elements, parts.count >= 2,
            let address = RedisAddress(announced: parts[0].string, parts[1].int)
        else { return nil }
        return map[address] ?? address
    }
}
