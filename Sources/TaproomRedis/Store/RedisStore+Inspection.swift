import TaproomSessions

/// A session as it is stored in Redis.
public struct StoredSession: Sendable {
    /// The session's id.
    public let id: String
    /// The time to live in seconds; nil if the session never expires.
    public let secondsToLive: Int?
    /// The session's JSON; empty if the key holds no string, or the serializer can't decode it.
    public let json: [UInt8]
}

extension RedisStore {
    /// Returns sessions with their times to live, for tools. All commands for one server are sent in one write.
    /// Sessions that no longer exist are left out. If a server is lost meanwhile, asks again for the client's time-out.
    public func inspect(_ ids: [String]) async throws -> [StoredSession] {
        let replies: [RedisValue]
        do {
            replies = try await send(ids.flatMap { [command("GET", $0), command("TTL", $0)] }, isRepeatable: true)
        } catch SessionError.outcomeUnknown(let reason) {
            // Nothing was changed, so it does not matter what has run.
            throw SessionError.storeUnavailable(reason)
        }
        var sessions: [StoredSession] = []
        for (index, id) in ids.enumerated() {
            guard case .integer(let seconds) = replies[2 * index + 1] else { throw unexpected(replies[2 * index + 1]) }
            guard let json = try content(replies[2 * index], id), seconds != -2 else { continue }
            sessions.append(StoredSession(id: id, secondsToLive: seconds >= 0 ? seconds : nil, json: json))
        }
        return sessions
    }

    /// Destroys several sessions, and leaves a tombstone for each (`Options.tombstoneTTL`). All commands for one server
    /// are sent in one write, unless `Options.durability` requires that each is confirmed. If a server is lost meanwhile,
    /// sends them again for the client's time-out, or until the request's time is over (`StoreDeadline`).
    public func destroy(_ ids: [String]) async throws {
        try await destroy(ids, isRepeatable: true)
    }

    /// - Parameter isRepeatable: whether to send the commands again if a server is lost meanwhile.
    func destroy(_ ids: [String], isRepeatable: Bool) async throws {
        forget(ids)
        let commands = ids.flatMap { [tombstoneCommand($0), command("DEL", $0)] }
        var replies: [RedisValue] = []
        if isDurable {
            for command in commands { replies.append(try await send(command.route, waits: true, command.write)) }
        } else {
            replies = try await send(commands, isRepeatable: isRepeatable)
        }
        guard let failed = replies.first(where: \.isError) else { return }
        let error = unexpected(failed)
        // Some of the commands have succeeded.
        throw replies.allSatisfy(\.isError) ? error : SessionError.outcomeUnknown(error.description)
    }

    /// Destroys all sessions (`destroy`). All other keys are kept.
    public func clear() async throws {
        try await clear { _ in }
    }

    /// Destroys all sessions. All other keys are kept.
    ///
    /// - Parameter progress: called with the number of sessions destroyed so far.
    public func clear(_ progress: (_ count: Int) -> Void) async throws {
        var count = 0
        try await forEachStep { ids, new in
            // Those that a scan returns again are destroyed again: they are back if a master was lost before the replica
            // that took over had heard of their end.
            if !ids.isEmpty { try await destroy(ids) }
            count += new.count
            progress(count)
        }
    }

    /// The command that stores the tombstone. It must be there before the session is gone.
    private func tombstoneCommand(_ id: String) -> RoutedCommand {
        RoutedCommand(key(id)) { writer in
            writer.begin(5)
            writer.add("SET")
            writer.add(tombstone(id))
            writer.add("1")
            writer.add("EX")
            writer.add(max(1, options.tombstoneTTL))
        }
    }

    /// A command whose only argument is a session's key.
    private func command(_ name: String, _ id: String) -> RoutedCommand {
        RoutedCommand(key(id)) { writer in
            writer.begin(2)
            writer.add(name)
            writer.add(options.prefix, id)
        }
    }

    /// Returns the session's JSON; empty if the value is not that of a session, because one such key must not prevent a
    /// tool from listing the others.
    private func content(_ reply: RedisValue, _ id: String) throws -> [UInt8]? {
        do {
            return try value(reply, id)
        } catch SessionError.storeUnavailable(let reason) {
            throw SessionError.storeUnavailable(reason)
        } catch {
            return []
        }
    }
}

extension RedisValue {
    fileprivate var isError: Bool { if case .error = self { true } else { false } }
}
