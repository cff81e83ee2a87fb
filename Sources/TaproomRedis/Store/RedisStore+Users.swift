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
            guard case .integer = reply else { throw unexpected(reply) }
        }
    }

    private func expire(_ user: String, _ record: SessionRecord, _ condition: String, _ writer: inout CommandWriter) {
        writer.begin(options.disableTTL ? 2 : 4)
        writer.add(options.disableTTL ? "PERSIST" : "EXPIRE")
        writer.add(options.userPrefix, user)
        guard !options.disableTTL else { return }
        // An entry outlives its session a little. A missing entry would be worse than a stale one, which readers drop.
        writer.add(ttl(record) + 60)
        writer.add(condition)
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
