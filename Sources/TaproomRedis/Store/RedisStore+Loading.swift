import TaproomNet
import TaproomSessions

/// How a session is loaded.
extension RedisStore {
    /// Returns the session's JSON, from the cache if that is on; nil if there is no such session.
    ///
    /// - Throws: `SessionError`: `.malformed` if the key holds no string, `.storeUnavailable` or `.outcomeUnknown` if
    ///   Redis fails. Also the errors of the serializer.
    @inline(__always)
    public func get(_ id: String) async throws -> [UInt8]? {
        if caching != nil, let cache {
            if let json = cache.json(id) { return json }
            if let node = caching?.client.connections.here?.node(key(id)), let load = cache.beginLoad(id, at: node) {
                return try await get(id, load, cache, at: node)
            }
        }
        return try await read(id)
    }

    @inline(__always)
    private func read(_ id: String) async throws -> [UInt8]? {
        try value(await send(key(id)) { writeGet(id, to: &$0) }, id)
    }

    @inline(__always)
    private func writeGet(_ id: String, to writer: inout CommandWriter) {
        writer.begin(2)
        writer.add(Self.get)
        writer.add(options.prefix, id)
    }

    /// Loads a session and its time to live in one write, and caches both. Stays on the loop's thread throughout.
    @concurrent
    private func get(_ id: String, _ load: Int, _ cache: SessionCache, at node: RedisNode) async throws -> [UInt8]? {
        var milliseconds = -2
        var json: [UInt8]?
        defer { cache.finishLoad(id, load, json, endsIn: milliseconds) }
        node.connection.send { writer in
            writer.begin(2)
            writer.add("PTTL")
            writer.add(options.prefix, id)
        } _: { reply in
            if case .integer(let value)? = reply { milliseconds = value }
        }
        json = try await read(id)
        return json
    }

    /// Returns the JSON of a session, from a replica if `Options.readsFromReplicas` is on.
    ///
    /// - Throws: the errors of `get`.
    public func getForReading(_ id: String) async throws -> [UInt8]? {
        if readsFromReplicas, let json = try await readFromReplica(id) { return json }
        return try await get(id)
    }

    /// Returns the JSON that a replica has; nil if the master has to be asked.
    private func readFromReplica(_ id: String) async throws -> [UInt8]? {
        guard let here = connections?.here else { return nil }
        do {
            return try await here.read(key(id), { writeGet(id, to: &$0) }, by: StoreDeadline.current)
                .flatMap { try value($0, id) }
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// Loads a session and touches it with GETEX (Redis 6.2). If the options or the user's permissions do not allow
    /// GETEX, loads the session only, and the middleware touches it.
    @inline(__always)
    public func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)? {
        guard caching == nil, !readsFromReplicas, permissions.mayGetAndTouch,
            !options.disableTouch, !options.disableTTL, case .seconds = options.ttl, let seconds = expiry.secondsToLive,
            seconds > 0
        else { return try await getForReading(id).map { ($0, false) } }
        let reply = try await send(key(id)) { writer in
            writer.begin(4)
            writer.add(Self.getex)
            writer.add(options.prefix, id)
            writer.add(Self.ex)
            writer.add(seconds)
        }
        if case .error(let message) = reply, permissions.note(message) == "GETEX" {
            return try await get(id).map { ($0, false) }
        }
        return try value(reply, id).map { ($0, true) }
    }

    private static let get = EncodedArguments("GET")
    private static let getex = EncodedArguments("GETEX")
    private static let ex = EncodedArguments("EX")

    /// Returns the JSON in a reply to GET or GETEX; nil if there is no such key.
    func value(_ reply: RedisValue, _ id: String) throws -> [UInt8]? {
        switch reply {
        case .bytes(let value): return isPlain ? value : try options.serializer.decode(value)
        case .null: return nil
        case .error(let message) where message.hasPrefix("WRONGTYPE"):
            throw SessionError.malformed(id: id, reason: "the key holds no string")
        default: throw unexpected(reply)
        }
    }
}
