extension RedisServer {
    /// Starts a replica of this server without TLS, and waits until it confirms writes. It is online before it has the
    /// first copy of the data, but confirms nothing until then.
    public func startReplica() async throws -> RedisServer {
        let replica = try await RedisServer.start(arguments: ["--replicaof", "127.0.0.1", "\(port)"])
        try await eventually("the replica") {
            let state = try await cli("info", "replication")
            return state.contains("state=online") && !state.contains(",offset=0,")
        }
        return replica
    }
}
