import TaproomSessions

/// How a loaded session is saved: by the script, which loses no other's update.
extension RedisStore {
    @inline(__always)
    public func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        if caching != nil { cache?.forget(id) }
        let ttl = ttl(change.record)
        guard ttl > 0 else {
            try await destroy(id)
            return .stored
        }
        var base = change.base
        var stored = isPlain ? base : try options.serializer.encode(base)
        var json = change.record.json
        var wasMerged = false
        for _ in 0..<Self.attempts {
            let reply = try await save(
                id, change, stored: stored, json: json, ttl: ttl, mayMerge: isPlain && !wasMerged)
            switch SaveOutcome(reply) {
            case .gone: return .gone
            case .stored: return wasMerged ? .merged(json) : .stored
            case .merged(let merged): return .merged(merged)
            case .conflict(let current):
                stored = current
                let newer = try options.serializer.decode(current)
                // The same in other bytes, as a serializer that encrypts gives each time.
                if newer == base { continue }
                base = newer
                json = try change.applied(to: base)
                wasMerged = true
            case nil: throw unexpected(reply)
            }
        }
        throw SessionError.conflict(attempts: Self.attempts)
    }

    /// Of those that meet in one session one succeeds each time.
    private static let attempts = 64

    /// Runs the script by its digest; a Redis that does not know it gets the whole script.
    @inline(__always)
    private func save(
        _ id: String, _ change: SessionChange, stored: [UInt8], json: [UInt8], ttl: Int, mayMerge: Bool
    ) async throws -> RedisValue {
        let value = isPlain ? json : try options.serializer.encode(json)
        let reply = try await send {
            write(id, change, stored: stored, value: value, ttl: ttl, mayMerge: mayMerge, Self.evalsha, to: &$0)
        }
        guard case .error(let message) = reply, message.hasPrefix("NOSCRIPT") else { return reply }
        return try await send {
            write(id, change, stored: stored, value: value, ttl: ttl, mayMerge: mayMerge, Self.eval, to: &$0)
        }
    }

    private func write(
        _ id: String, _ change: SessionChange, stored: [UInt8], value: [UInt8], ttl: Int, mayMerge: Bool,
        _ script: EncodedArguments, to writer: inout CommandWriter
    ) {
        writer.begin(8 + 3 * (mayMerge ? change.edits.count : 1))
        writer.add(script)
        writer.add(options.prefix, id)
        writer.add(stored)
        writer.add(value)
        if options.disableTTL { writer.add("") } else { writer.add(ttl) }
        writer.add(change.editsCookie ? change.cookie : [])
        if mayMerge {
            for edit in change.edits { SaveArguments.write(edit, to: &writer) }
        } else {
            // An operation that the script can't do: on conflict it replies with the value that is there.
            SaveArguments.writeRefusal(to: &writer)
        }
    }

    /// The script by its digest, and how many keys follow.
    private static let evalsha = EncodedArguments("EVALSHA", SaveScript.digest, "1")
    private static let eval = EncodedArguments("EVAL", SaveScript.source, "1")
}
