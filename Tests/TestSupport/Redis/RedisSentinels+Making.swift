extension RedisSentinels {
    /// Starts a data server with a configuration file, in which Redis records whose replica it is.
    static func startServer(
        replicaOf master: RedisServer?, _ more: [String], _ tls: RedisCertificates?
    ) async throws -> RedisServer {
        var launch = RedisLaunch.data(more, tls: tls)
        try launch.addFile(master.map { "replicaof 127.0.0.1 \($0.port)\n" } ?? "")
        let server = try await RedisServer.start(launch)
        guard master != nil else { return server }
        try await eventually("\(server.port) to have the master's data", every: .milliseconds(50)) {
            try await server.cli("info", "replication").contains("master_link_status:up")
        }
        return server
    }

    static func startSentinel(_ master: RedisServer, _ downAfter: Int, _ tls: RedisCertificates?) async throws
        -> RedisServer
    {
        var launch = RedisLaunch(
            arguments: { RedisLaunch.listening(on: $0, tls: tls) + ["--sentinel"] }, marker: "+monitor master",
            tls: tls)
        try launch.addFile(
            """
            sentinel monitor \(name) 127.0.0.1 \(master.port) 2
            sentinel down-after-milliseconds \(name) \(downAfter)
            sentinel failover-timeout \(name) 3000

            """)
        return try await RedisServer.start(launch)
    }

    /// Waits until the sentinels know each other and the replicas. During this time they announce themselves more often
    /// than the default of every two seconds.
    func untilAcquainted() async throws {
        for sentinel in sentinels {
            try await sentinel.order("sentinel", "debug", "info-period", "1000", "publish-period", "100")
        }
        for sentinel in sentinels {
            try await eventually("the sentinel at \(sentinel.port) to know all", every: .milliseconds(50)) {
                let lines = try await sentinel.cli("sentinel", "master", Self.name)
                return lines.contains("num-slaves\n\(servers.count - 1)\n")
                    && lines.contains("num-other-sentinels\n\(sentinels.count - 1)\n")
            }
        }
        // After four of these periods, a returning master becomes a replica. If the period were much shorter, so would
        // a new master of which the other sentinels have not heard yet.
        for sentinel in sentinels { try await sentinel.order("sentinel", "debug", "publish-period", "1000") }
    }
}

extension RedisLaunch {
    /// Gives the server a folder with a configuration file, which the server rewrites.
    fileprivate mutating func addFile(_ content: String) throws {
        let folder = try Folder()
        try folder.write("redis.conf", content)
        let rest = arguments
        arguments = { ["\(folder.path)/redis.conf", "--dir", folder.path] + rest($0) }
        self.folder = folder
    }
}
