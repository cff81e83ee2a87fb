import TaproomSessions

/// A session as it lies in Redis.
public struct StoredSession: Sendable {
    /// The session's id.
    public let id: String
    /// nil where it never ends.
    public let secondsToLive: Int?
    /// What is stored; empty where the key holds no string, or what the serializer can't turn back.
    public let json: [UInt8]
}

extension RedisStore {
    /// One step of SCAN, so that Redis is never held up; in a cluster at one master after another.
    public func ids(from cursor: String?) async throws -> (ids: [String], next: String?) {
        var position = ScanPosition(cursor, in: cursor == nil ? try await masters() : [])
        let from = position.cursor
        let reply = try await send(to: position.master) { writer in
            writer.begin(6)
            writer.add("SCAN")
            writer.add(from)
            writer.add("MATCH")
            writer.add(Self.pattern(options.prefix))
            writer.add("COUNT")
            writer.add(options.scanCount)
        }
        guard case .array(let parts) = reply, parts.count == 2, case .bytes(let next) = parts[0],
            case .array(let keys) = parts[1]
        else { throw unexpected(reply) }
        let ids = keys.compactMap { key -> String? in
            guard case .bytes(let bytes) = key, !isTombstone(bytes) else { return nil }
            // What is no UTF-8 is no session of ours: asked for by its text it would not be found.
            return String(validating: bytes.dropFirst(options.prefix.utf8.count), as: UTF8.self)
        }
        return (ids, position.next(String(decoding: next, as: UTF8.self)))
    }

    /// The masters of a cluster; empty outside of one.
    private func masters() async throws -> [RedisAddress] {
        do {
            return try await client?.masters() ?? []
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    private func send(
        to master: RedisAddress?, _ write: @Sendable (inout CommandWriter) -> Void
    ) async throws -> RedisValue {
        guard let client, let master else { return try await send(.anywhere, write) }
        do {
            return try await client.send(to: master, write)
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// Whether a key tells of a session that was destroyed, which lies among the sessions where they have no prefix.
    private func isTombstone(_ key: [UInt8]) -> Bool {
        key.starts(with: ("gone{" + options.prefix).utf8) || key.starts(with: ("gone:" + options.prefix).utf8)
    }

    /// A glob that matches the prefix itself, whatever it holds, and all that follows.
    private static func pattern(_ prefix: String) -> String {
        var pattern = ""
        for character in prefix {
            if "*?[]\\^".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern + "*"
    }

    /// How many keys the whole database holds, sessions or not, at no cost: a bound for what a scan will meet.
    public func keyCount() async throws -> Int {
        let masters: [RedisAddress?] = try await masters()
        var sum = 0
        for master in masters.isEmpty ? [nil] : masters {
            let reply = try await send(to: master) { $0.write(["DBSIZE"]) }
            guard case .integer(let count) = reply else { throw unexpected(reply) }
            sum = sum.addingReportingOverflow(count).overflow ? .max : sum + count
        }
        return sum
    }

    /// Sessions with their time to live, for tools: all commands leave in one write. A session that is gone by
    /// then is left out.
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

    /// Ends several sessions, all commands in one write. Each leaves a tombstone for as long as a request may take.
    public func destroy(_ ids: [String]) async throws {
        forget(ids)
        let commands = ids.flatMap { [bury($0), command("DEL", $0)] }
        var replies: [RedisValue] = []
        if isDurable {
            for command in commands { replies.append(try await send(command.route, waits: true, command.write)) }
        } else {
            replies = try await send(commands)
        }
        for reply in replies {
            if case .error = reply { throw unexpected(reply) }
        }
    }

    /// Leaves the tombstone, before the session is gone.
    private func bury(_ id: String) -> RoutedCommand {
        RoutedCommand(key(id)) { writer in
            writer.begin(5)
            writer.add("SET")
            writer.add(tombstone(id))
            writer.add("1")
            writer.add("EX")
            writer.add(max(1, options.tombstoneTTL))
        }
    }

    /// A command that takes nothing but a session's key.
    private func command(_ name: String, _ id: String) -> RoutedCommand {
        RoutedCommand(key(id)) { writer in
            writer.begin(2)
            writer.add(name)
            writer.add(options.prefix, id)
        }
    }

    /// One key that is no session must not hide all others from a tool.
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
