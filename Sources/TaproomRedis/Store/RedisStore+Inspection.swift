import TaproomSessions

/// A session as it lies in Redis.
public struct StoredSession: Sendable {
    public let id: String
    /// nil where it never ends.
    public let secondsToLive: Int?
    /// What is stored; empty where the key holds no string, or what the serializer can't turn back.
    public let json: [UInt8]
}

extension RedisStore {
    /// How many keys the whole database holds, sessions or not, at no cost: a bound for what a scan will meet.
    public func keyCount() async throws -> Int {
        let reply = try await send { writer in
            writer.begin(1)
            writer.add("DBSIZE")
        }
        guard case .integer(let count) = reply else { throw unexpected(reply) }
        return count
    }

    /// Sessions with their time to live, for tools: all commands leave in one write. A session that is gone by
    /// then is left out.
    public func inspect(_ ids: [String]) async throws -> [StoredSession] {
        try await withThrowingTaskGroup(of: StoredSession?.self) { group in
            for id in ids { group.addTask { try await inspect(id) } }
            var sessions: [StoredSession] = []
            for try await session in group { if let session { sessions.append(session) } }
            return sessions
        }
    }

    private func inspect(_ id: String) async throws -> StoredSession? {
        async let json = content(id)
        let reply = try await send { writer in
            writer.begin(2)
            writer.add("TTL")
            writer.add(options.prefix, id)
        }
        guard case .integer(let seconds) = reply else { throw unexpected(reply) }
        guard let json = try await json, seconds != -2 else { return nil }
        return StoredSession(id: id, secondsToLive: seconds >= 0 ? seconds : nil, json: json)
    }

    /// One key that is no session must not hide all others from a tool.
    private func content(_ id: String) async throws -> [UInt8]? {
        do {
            return try await get(id)
        } catch SessionError.storeUnavailable(let reason) {
            throw SessionError.storeUnavailable(reason)
        } catch {
            return []
        }
    }
}
