import TaproomSessions

/// How a loaded session is saved. No way of saving loses another request's changes.
extension RedisStore {
    /// Stores the changes to a loaded session, and keeps those that other requests have stored meanwhile. Destroys the
    /// session if its time to live is over.
    ///
    /// If the server has `SET … IFEQ`, that is tried first. If the server does not have it or the session has changed,
    /// a script stores or merges the changes. If the user may not run scripts, a transaction takes its place.
    ///
    /// - Throws: `SessionError`: `.storeUnavailable` or `.outcomeUnknown` if Redis fails, `.conflict` after too many
    ///   attempts, and the errors of an edit.
    @inline(__always)
    public func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        if caching != nil { cache?.forget(id) }
        let ttl = ttl(change.record)
        guard ttl > 0 else {
            try await destroy(id)
            return .stored
        }
        let stored = isPlain ? change.base : try options.serializer.encode(change.base)
        switch try await save(id, change, stored: stored, ttl: ttl, wasMerged: false) {
        case .gone: return .gone
        case .stored: return .stored
        case .merged(let merged): return .merged(merged)
        case .conflict(let current): return try await merge(id, change, with: current, ttl: ttl)
        }
    }

    /// Applies the changes to the value that another request has stored, and stores the result.
    ///
    /// - Parameter current: the stored value.
    private func merge(_ id: String, _ change: SessionChange, with current: [UInt8], ttl: Int) async throws
        -> SessionUpdate
    {
        var (change, stored, wasMerged) = (change, current, false)
        for _ in 1..<Self.attempts {
            let newer = try options.serializer.decode(stored)
            // The same session in other bytes: a serializer that encrypts returns other bytes each time.
            if newer != change.base {
                change = try change.rebased(on: newer)
                wasMerged = true
            }
            switch try await save(id, change, stored: stored, ttl: ttl, wasMerged: wasMerged) {
            case .gone: return .gone
            case .stored: return wasMerged ? .merged(change.record.json) : .stored
            case .merged(let merged): return .merged(merged)
            case .conflict(let current): stored = current
            }
        }
        throw SessionError.conflict(attempts: Self.attempts)
    }

    /// Stores a session again that has expired, by a script that checks for the tombstone which `destroy` leaves. If
    /// the user may not run scripts, a transaction takes its place.
    public func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        let ttl = ttl(change.record)
        guard ttl > 0 else { return .gone }
        let value = try options.serializer.encode(change.record.json)
        guard permissions.mayRunScripts else {
            if let outcome = try await recreateByTransaction(id, value: value, ttl: ttl) { return outcome }
            return try await update(id, change)
        }
        let reply = try await send(key(id), waits: true) { writer in
            writer.begin(7)
            writer.add("EVAL")
            writer.add(Self.recreation)
            writer.add("2")
            writer.add(options.prefix, id)
            writer.add(tombstone(id))
            writer.add(value)
            if options.disableTTL { writer.add("") } else { writer.add(ttl) }
        }
        switch reply {
        case .integer(0): return .gone
        case .integer(1): return .stored
        // Another request has stored the session again.
        case .integer(2): return try await update(id, change)
        case .error(let message) where isDenialOfScripts(message): return try await recreate(id, change)
        default: throw unexpected(reply)
        }
    }

    /// Replies with 0 if the session was destroyed, 1 if it has been stored again, and 2 if it exists.
    private static let recreation = """
        if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
        if redis.call('EXISTS', KEYS[1]) == 1 then return 2 end
        if ARGV[2] == '' then redis.call('SET', KEYS[1], ARGV[1])
        else redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) end
        return 1
        """

    /// Returns the time to live in milliseconds; nil if the session has no expiry or does not exist.
    ///
    /// - Throws: `SessionError` if Redis fails.
    public func timeToLive(_ id: String) async throws -> Int? {
        let reply = try await send(key(id)) { writer in
            writer.begin(2)
            writer.add("PTTL")
            writer.add(options.prefix, id)
        }
        guard case .integer(let milliseconds) = reply else { throw unexpected(reply) }
        return milliseconds >= 0 ? milliseconds : nil
    }

    /// The most attempts. When several requests save one session at the same time, one of them succeeds in each round.
    private static let attempts = 64

    /// Saves a session by `SET … IFEQ`, by the script or by a transaction, whichever the server and the user's
    /// permissions allow. The script is named by its digest. If Redis does not know the digest, the whole script is
    /// sent.
    ///
    /// - Parameter wasMerged: whether the value to store contains other requests' changes.
    @inline(__always)
    private func save(
        _ id: String, _ change: SessionChange, stored: [UInt8], ttl: Int, wasMerged: Bool
    ) async throws -> SaveOutcome {
        let json = change.record.json
        let value = isPlain ? json : try options.serializer.encode(json)
        let here = connections?.here
        if isPlain || stored != change.base, comparesOnSet(id, here),
            try await saveIfEqual(id, stored: stored, value: value, ttl: ttl, over: here)
        {
            return .stored
        }
        if permissions.mayRunScripts {
            let mayMerge = isPlain && !wasMerged
            var reply = try await send(key(id), waits: true, over: here) {
                write(id, change, stored: stored, value: value, ttl: ttl, mayMerge: mayMerge, Self.evalsha, to: &$0)
            }
            if case .error(let message) = reply, message.hasPrefix("NOSCRIPT") {
                reply = try await send(key(id), waits: true, over: here) {
                    write(id, change, stored: stored, value: value, ttl: ttl, mayMerge: mayMerge, Self.eval, to: &$0)
                }
            }
            if let outcome = SaveOutcome(reply) { return outcome }
            guard case .error(let message) = reply, isDenialOfScripts(message) else { throw unexpected(reply) }
        }
        return try await saveByTransaction(
            id, stored: stored, value: value, ttl: ttl, keepsLaterExpiry: wasMerged && !change.editsCookie)
    }

    /// Whether the server that holds the session has `SET … IFEQ`.
    private func comparesOnSet(_ id: String, _ here: LoopConnections?) -> Bool {
        guard let here else { return false }
        return (here.node ?? here.node(key(id)))?.connection.comparesOnSet ?? false
    }

    /// Stores a session by `SET … IFEQ` (Valkey 8.1, Redis 8.4) if it is still as it was loaded. This costs Redis less
    /// than a script.
    ///
    /// - Returns: false if the session has changed or is gone.
    @inline(always)
    private func saveIfEqual(
        _ id: String, stored: [UInt8], value: [UInt8], ttl: Int, over here: LoopConnections?
    ) async throws -> Bool {
        let reply = try await send(key(id), waits: true, over: here) { writer in
            writer.begin(options.disableTTL ? 5 : 7)
            writer.add("SET")
            writer.add(options.prefix, id)
            writer.add(value)
            writer.add("IFEQ")
            writer.add(stored)
            guard !options.disableTTL else { return }
            writer.add("EX")
            writer.add(ttl)
        }
        switch reply {
        case .status: return true
        case .null: return false
        // After a fail-over, the new master may be an older version.
        case .error(let message) where message.hasPrefix("ERR syntax"): return false
        default: throw unexpected(reply)
        }
    }

    /// Whether Redis has refused to run a script for this user. If so, scripts are not used any more.
    private func isDenialOfScripts(_ message: String) -> Bool {
        permissions.note(message).map { $0 == "EVALSHA" || $0 == "EVAL" } ?? false
    }

    private func write(
        _ id: String, _ change: SessionChange, stored: [UInt8], value: [UInt8], ttl: Int, mayMerge: Bool,
        _ script: EncodedArguments, to writer: inout CommandWriter
    ) {
        let operations = mayMerge ? change.edits.reduce(0) { $0 + SaveArguments.count($1) } : 1
        writer.begin(8 + 3 * operations)
        writer.add(script)
        writer.add(options.prefix, id)
        writer.add(stored)
        writer.add(value)
        if options.disableTTL { writer.add("") } else { writer.add(ttl) }
        writer.add(change.editsCookie ? change.cookie : [])
        if mayMerge {
            for edit in change.edits { SaveArguments.write(edit, to: &writer) }
        } else {
            // The script can't carry out this operation. On a conflict it replies with the stored value instead of
            // merging.
            SaveArguments.writeRefusal(to: &writer)
        }
    }

    /// EVALSHA with the script's digest and the number of keys.
    private static let evalsha = EncodedArguments("EVALSHA", SaveScript.digest, "1")
    private static let eval = EncodedArguments("EVAL", SaveScript.source, "1")
}
