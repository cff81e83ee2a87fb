import TaproomNet
import TaproomSessions

/// How a store's commands are sent, and which errors of sessions their failures become.
extension RedisStore {
    /// The route of a session's key.
    func key(_ id: String) -> CommandRoute { .key(options.prefix, id) }

    /// Sends a command and returns its reply.
    ///
    /// - Parameters:
    ///   - route: the node of a cluster that the command is sent to.
    ///   - waits: whether the reply must wait until the write is as durable as `Options.durability` requires.
    /// - Throws: `SessionError` if no reply arrived.
    @inline(__always)
    func send(
        _ route: @autoclosure () -> CommandRoute, waits: Bool = false, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        try await send(route(), waits: waits, over: connections?.here, write)
    }

    /// Sends a command over the connections of the current event loop; nil on another thread.
    @inline(always)
    func send(
        _ route: @autoclosure () -> CommandRoute, waits: Bool, over here: LoopConnections?,
        _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        do {
            if !(waits && isDurable), let here {
                if let node = here.node { return try await node.send(write, by: StoreDeadline.current) }
                if let cluster = here.cluster {
                    return try await cluster.send(route().slot, write, by: StoreDeadline.current)
                }
            }
            return try await send(to: route(), waits, write)
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// Sends from another thread, or waits for durability.
    @inline(never)
    private func send(
        to route: CommandRoute, _ waits: Bool, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let client else { return try await redis.send(route, write) }
        return try await client.send(route, waits ? options.durability : .none, by: StoreDeadline.current, write)
    }

    /// - Parameter isRepeatable: whether the commands may run twice, and so are sent again after an error that may pass.
    func send(_ commands: [RoutedCommand], isRepeatable: Bool = false) async throws -> [RedisValue] {
        do {
            guard isRepeatable, let client else { return try await redis.send(commands) }
            return try await client.sendRepeatable(commands, by: StoreDeadline.current)
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// Converts an error. A command that was sent may have run, even if its reply did not arrive.
    func failure(_ error: RedisError) -> SessionError {
        error.leavesOutcomeOpen ? .outcomeUnknown(error.description) : .storeUnavailable(error.description)
    }

    func unexpected(_ reply: RedisValue) -> SessionError {
        if case .error(let message) = reply {
            permissions.note(message)
            if message.hasPrefix("MOVED "), client?.url.isCluster == false {
                return .storeUnavailable("Redis is a node of a cluster, which needs redis+cluster:// (\(message))")
            }
            return .storeUnavailable(RedisError.reply(message).description)
        }
        return .storeUnavailable("an unexpected reply")
    }
}
