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
    /// Sessions that no longer exist are left out.
    public func inspect(_ ids: [String]) async throws -> [StoredSession] {
        let replies = try await send(ids.flatMap { [command("GET", $0), command("TTL", $0)] })
        var sessions: [StoredSession] = []
        for (index, id) in ids.enumerated() {
            guard case .integer(let seconds) = replies[2 * index + 1] else { throw unexpected(replies[2 * index + 1]) }
            guard let json = try content(replies[2 * index], id), seconds != -2 else { continue }
            sessions.append(StoredSession(id: id, secondsToLive: seconds >= 0 ? seconds : nil, json: json))
        }
        return sessions
    }

    /// Destroys several sessions, and leaves a tombstone for each (`Options.tombstoneTTL`). All commands for one server
    /// are sent in one write, unless `Options.durability` requires that each is confirmed.
    public func destroy(_ ids: [String]) async throws {
        forget(ids)
        let commands = ids.flatMap { [tombstoneCommand($0), command("DEL", $0)] }
        var replies: [RedisValue] = []
        if isDurable {
            for command in commands { replies.append(try await send(command.route, waits: true, command.write)) }
        } else {
            replies = try await send(commands)
        }
        guard let failed = replies.first(where: \.isError) else { return }
        let error = unexpected(failed)
        // Some of the commands have succeeded.
        throw replies.allSatisfy(\.isError) ? error : SessionError.outcomeUnknown(error.description)
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
