import TaproomNet
import TaproomSessions

extension RedisStore {
    /// Checks the Redis that holds the sessions, for tools: eviction policy, persistence, clock, the user's
    /// permissions, cluster, sentinels and replicas. Changes nothing in Redis.
    ///
    /// - Returns: the findings in the order in which a person reads them; empty for a store without a `RedisClient`.
    /// - Throws: `SessionError` if no server can be reached.
    public func diagnose() async throws -> [RedisFinding] {
        guard let client else { return [] }
        do {
            let servers = try await servers(of: client)
            var answers: [ServerAnswers] = []
            var unreachable: [(name: String, reason: String)] = []
            for server in servers {
                do {
                    answers.append(try await ask(server, client))
                } catch let error as RedisError {
                    unreachable.append((server.name, error.description))
                    // Only other masters of a cluster can be diagnosed without this one.
                    if servers.count == 1 || unreachable.count == servers.count { throw error }
                }
            }
            let diagnosis = Diagnosis(
                url: client.url, durability: options.durability,
                uses: commandUses,
                keys: [options.prefix + "*", "gone{" + options.prefix + "*"])
            return diagnosis.findings(
                answers, unreachable: unreachable, sentinels: await sentinels(of: client),
                slots: client.url.isCluster
                    ? try await client.send(.anywhere) { $0.write(["CLUSTER", "SLOTS"]) } : nil)
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// A server's name, and its address if it is in a cluster.
    private struct Server: Sendable {
        let name: String
        let address: RedisAddress?
    }

    /// Returns the masters of a cluster, whether or not they can be reached; otherwise the one server, after it has
    /// replied once.
    private func servers(of client: RedisClient) async throws -> [Server] {
        if !client.url.isCluster { _ = try await client.send(.anywhere) { $0.write(["PING"]) } }
        let loop = try client.startedOwnLoop()
        return try await loop.run {
            let connections = client.connections.on(loop)
            if let node = connections.node {
                return [Server(name: node.connection.server?.description ?? node.target.name, address: nil)]
            }
            let masters = try await connections.cluster?.knownMasters() ?? []
            return masters.map { Server(name: $0.address.description, address: $0.address) }
        }
    }

    private func ask(_ server: Server, _ client: RedisClient) async throws -> ServerAnswers {
        func reply(_ command: String...) async throws -> RedisValue { try await reply(command) }
        func reply(_ command: [String]) async throws -> RedisValue {
            try await client.send(to: server.address) { $0.write(command) }
        }
        var answers = ServerAnswers(server.name)
        answers.hello = try await reply("HELLO")
        answers.info = try await reply("INFO")
        answers.save = try await reply("CONFIG", "GET", "save")
        answers.minReplicas = try await reply("CONFIG", "GET", "min-replicas-to-write")
        answers.clock.asked = Clock.wallMilliseconds()
        answers.time = try await reply("TIME")
        answers.clock.answered = Clock.wallMilliseconds()
        answers.user = try await reply("ACL", "WHOAMI")
        let (session, tombstone) = (options.prefix + StoreCommand.probedID, tombstone(StoreCommand.probedID))
        for command in StoreCommand.all {
            let words = command.words(session, tombstone)
            switch PermissionAnswer.DryRun(
                answers.user.string == nil
                    ? .null : try await reply(["ACL", "DRYRUN", answers.user.string ?? ""] + words))
            {
            case .permitted: break
            case .refused(let answer): answers.permissions[command.name] = answer
            // A command for which no arguments are harmless is not sent.
            case .untold where command.probe == nil || command.use == .transactions: break
            case .untold: answers.permissions[command.name] = PermissionAnswer(reply: try await reply(words))
            }
        }
        if options.durability != .none {
            let durability = options.durability.limited(to: client.timeout)
            answers.confirmation = try await client.send(to: server.address) { durability.write(to: &$0) }
        }
        if server.address != nil { answers.cluster = try await reply("CLUSTER", "INFO") }
        return answers
    }

    private func sentinels(of client: RedisClient) async -> [SentinelAnswers] {
        guard case .sentinel(let addresses, let master) = client.url.endpoint else { return [] }
        var sentinels: [SentinelAnswers] = []
        for address in addresses {
            let url = RedisURL(
                endpoint: .tcp(host: address.host, port: address.port), user: client.url.sentinelUser,
                password: client.url.sentinelPassword, tls: client.url.tls)
            // A sentinel that is down delays the diagnosis by this time.
            let sentinel = RedisClient(url, timeout: min(client.timeout, .seconds(1)), logger: client.logger)
            var answers = SentinelAnswers(address.description)
            do {
                answers.master = try await sentinel.send(.anywhere) { $0.write(["SENTINEL", "MASTER", master]) }
                answers.quorum = try await sentinel.send(.anywhere) { $0.write(["SENTINEL", "CKQUORUM", master]) }
            } catch {
                answers.failure = "\(error)"
            }
            sentinels.append(answers)
        }
        return sentinels
    }
}
