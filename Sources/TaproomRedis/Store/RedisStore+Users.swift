import TaproomSessions

/// The index of users: for each user, a set of session ids under a key with a prefix of its own. Each command has one
/// key, so it works in a cluster, too.
extension RedisStore: UserSessionIndex {
    /// Adds the session to the user's set, which lives at least as long as the session.
    ///
    /// - Throws: `SessionError` if Redis fails.
    public func addSession(_ id: String, user: String, _ record: SessionRecord) async throws {
        // NX sets the first expiry, and GT only moves it later: the key lives as long as the longest-lived session.
        let key = CommandRoute.key(options.userPrefix, user)
        let replies = try await send([
            RoutedCommand(key) { writer in
                writer.begin(3)
                writer.add("SADD")
                writer.add(options.userPrefix, user)
                writer.add(id)
            },
            RoutedCommand(key) { expire(user, record, "NX", &$0) },
            RoutedCommand(key) { expire(user, record, "GT", &$0) },
        ])
        for reply in replies {
            if Self.isOfOlderServer(reply) { return try await expireLater(user, record) }
            guard case .integer = reply else { throw unexpected(reply) }
        }
    }

    /// Whether EXPIRE has no conditions on the server, as before Redis 7.0.
    private static func isOfOlderServer(_ reply: RedisValue) -> Bool {
        guard case .error(let message) = reply else { return false }
        return message.hasPrefix("ERR wrong number of arguments")
    }

    /// Moves the expiry of the user's key later, in two steps. If two logins of a user come in between each other, the
    /// key may live as long as the shorter-lived session.
    private func expireLater(_ user: String, _ record: SessionRecord) async throws {
        let key = CommandRoute.key(options.userPrefix, user)
        let left = try await send(key) { writer in
            writer.begin(2)
            writer.add("TTL")
            writer.add(options.userPrefix, user)
        }
        guard case .integer(let seconds) = left else { throw unexpected(left) }
        guard seconds < indexTTL(record) else { return }
        let reply = try await send(key) { expire(user, record, nil, &$0) }
        guard case .integer = reply else { throw unexpected(reply) }
    }

    /// The time to live of an entry in seconds. It outlives its session a little: a missing entry would be worse than a
    /// stale one, which readers drop.
    private func indexTTL(_ record: SessionRecord) -> Int { ttl(record) + 60 }

    /// - Parameter condition: NX or GT; nil for none.
    private func expire(_ user: String, _ record: SessionRecord, _ condition: String?, _ writer: inout CommandWriter) {
        if options.disableTTL {
            writer.begin(2)
            writer.add("PERSIST")
            return writer.add(options.userPrefix, user)
        }
        writer.begin(condition == nil ? 3 : 4)
        writer.add("EXPIRE")
        writer.add(options.userPrefix, user)
        writer.add(indexTTL(record))
        if let condition { writer.add(condition) }
    }

    /// Removes the session from the user's set.
    ///
    /// - Throws: `SessionError` if Redis fails.
    public func removeSession(_ id: String, user: String) async throws {
        let reply = try await send(.key(options.userPrefix, user)) { writer in
            writer.begin(3)
            writer.add("SREM")
            writer.add(options.userPrefix, user)
            writer.add(id)
        }
        guard case .integer = reply else { throw unexpected(reply) }
    }

    /// Returns the ids in the user's set. Some may be those of sessions that have ended.
    ///
    /// - Throws: `SessionError` if Redis fails.
    public func sessionIDs(user: String) async throws -> [String] {
        let reply = try await send(.key(options.userPrefix, user)) { writer in
            writer.begin(2)
            writer.add("SMEMBERS")
            writer.add(options.userPrefix, user)
        }
        guard case .array(let members) = reply else { throw unexpected(reply) }
        return members.compactMap { member in
            guard case .bytes(let bytes) = member else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
