import Taproom
import TaproomNet
import TaproomSessions

/// A store that keeps sessions in Redis in the format of connect-redis 9: JSON under the key `sess:<id>`, with an
/// expiry, so that Redis deletes a session when it expires.
public struct RedisStore: SessionStore {
    /// How the time to live of a session is determined.
    public enum TimeToLive: Sendable {
        case seconds(Int)
        /// The closure returns the time to live of each session in seconds, even if the session's cookie has an expiry.
        case custom(@Sendable (SessionRecord) -> Int)
    }

    /// The settings of the store, with connect-redis's names.
    public struct Options: Sendable {
        /// The prefix of a session's key.
        public var prefix = "sess:"
        /// The prefix of the key that lists a user's sessions.
        public var userPrefix = "sess-users:"
        /// The time to live of sessions whose cookie has no expiry; one day by default.
        public var ttl = TimeToLive.seconds(86400)
        /// Whether sessions that did not change keep the expiry of their last save.
        public var disableTouch = false
        /// Whether sessions are stored without expiry, and kept until they are destroyed.
        public var disableTTL = false
        /// The seconds for which a destroyed session's tombstone is kept, so that no request under way stores the
        /// session again. It must be at least as long as a request may take.
        public var tombstoneTTL = 3600
        /// About how many keys Redis visits in one step of a scan (COUNT).
        public var scanCount = 100
        /// The most sessions that each event loop caches; 0 for no cache. Redis notifies the cache of changes, so a
        /// cached session is at most one round trip out of date. With `SessionOptions.touchAfter`, a request that only
        /// reads its session then needs no command. Requires a `RedisClient`.
        public var cacheLimit = 0
        /// Whether GET and HEAD requests load their sessions from replicas, in turn, so that the masters have less to do.
        /// A session may then be as far out of date as the replica is behind: a user may see the state before the last
        /// save or log-out. A session that the replica does not have is loaded from the master, and so are all sessions
        /// while no replica is connected to its master. Changes are saved by the master. Has no effect with a cache.
        public var readsFromReplicas = false
        /// How durable a save or the end of a session must be before it is acknowledged. Data that only the master has
        /// is lost if the master fails.
        public var durability = Durability.none
        /// The serializer, which converts a session's JSON to the stored value and back.
        public var serializer: any SessionSerializer = PlainSerializer()

        /// Makes the default settings.
        public init() {}
    }

    let redis: any RedisCommands
    /// `redis` if it is a client, whose connections are then used directly; nil otherwise.
    let client: RedisClient?
    /// The client's connections; nil without a client.
    let connections: ConnectionsByLoop?
    let options: Options
    let permissions: StorePermissions
    let isPlain: Bool
    let isDurable: Bool
    private let readsFromReplicas: Bool
    let caching: (client: RedisClient, key: LoopLocalKey<SessionCache>)?

    /// - Parameters:
    ///   - redis: the client of the Redis that holds the sessions.
    ///   - options: the settings of the store.
    public init(_ redis: RedisClient, options: Options = Options()) {
        self.init(redis as any RedisCommands, options: options)
    }

    package init(_ redis: any RedisCommands, options: Options = Options()) {
        self.redis = redis
        client = redis as? RedisClient
        connections = client?.connections
        self.options = options
        isPlain = options.serializer is PlainSerializer
        isDurable = options.durability != .none
        readsFromReplicas = options.readsFromReplicas && options.cacheLimit == 0
        caching = options.cacheLimit > 0 ? (redis as? RedisClient).map { ($0, LoopLocalKey()) } : nil
        permissions = StorePermissions(logger: client?.logger ?? .framework("taproom.redis"))
        checkPermissions()
    }

    /// The groups of commands that the options need.
    var commandUses: [StoreCommand.Use] {
        var uses: [StoreCommand.Use] = [.sessions]
        if caching != nil { uses.append(.cache) }
        if client?.url.isCluster == true { uses += caching == nil ? [.cluster] : [.cluster, .clusterCache] }
        if readsFromReplicas {
            uses.append(.replicaReads)
            if client?.url.isCluster == true { uses.append(.clusterReplicaReads) }
        }
        switch options.durability {
        case .none: break
        case .replicas: uses.append(.replicas)
        case .disks: uses.append(.disks)
        }
        return uses
    }

    /// Checks the user's permissions as soon as the client has a connection.
    private func checkPermissions() {
        let key = LoopLocalKey<PermissionCheck>()
        let uses = commandUses
        let id = StoreCommand.probedID
        let (session, tombstone, permissions) = (options.prefix + id, tombstone(id), permissions)
        client?.checkWhenConnected { [weak client] loop in
            guard let client else { return }
            _ = loop.local(for: key) { loop in
                PermissionCheck(
                    of: uses, session: session, tombstone: tombstone, permissions, client.silentConnection(on: loop)
                ) { [logger = client.logger] in Self.logSaving($0, permissions, logger) }
            }
        }
    }

    /// The cache of the current event loop; nil if the cache is off, or on another thread.
    var cache: SessionCache? {
        guard let caching else { return nil }
        return EventLoop.currentLocal(for: caching.key) { loop in
            SessionCache(
                caching.client.connections.on(loop), loop: loop, prefix: options.prefix, limit: options.cacheLimit)
        }
    }

    /// Removes sessions that are about to change from the current event loop's cache.
    func forget(_ ids: [String]) {
        if let cache { for id in ids { cache.forget(id) } }
    }

    // MARK: One session

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
        try value(
            await send(key(id)) { writer in
                writer.begin(2)
                writer.add(Self.get)
                writer.add(options.prefix, id)
            }, id)
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
            let write: @Sendable (inout CommandWriter) -> Void = { writer in
                writer.begin(2)
                writer.add(Self.get)
                writer.add(options.prefix, id)
            }
            return try await here.read(key(id), write, by: StoreDeadline.current).flatMap { try value($0, id) }
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

    /// The client's time-out for a command; nil for none.
    public var timeout: Duration? { client?.timeout }

    /// True if `Options.ttl` is a closure, which gets the whole record.
    public var touchNeedsJSON: Bool {
        if case .custom = options.ttl { true } else { false }
    }

    func value(_ reply: RedisValue, _ id: String) throws -> [UInt8]? {
        switch reply {
        case .bytes(let value): return isPlain ? value : try options.serializer.decode(value)
        case .null: return nil
        case .error(let message) where message.hasPrefix("WRONGTYPE"):
            throw SessionError.malformed(id: id, reason: "the key holds no string")
        default: throw unexpected(reply)
        }
    }

    /// Stores the session with SET. Destroys it if its time to live is over.
    ///
    /// - Throws: `SessionError` if Redis fails. Also the errors of the serializer.
    public func set(_ id: String, _ record: SessionRecord) async throws {
        if caching != nil { cache?.forget(id) }
        let ttl = ttl(record)
        guard ttl > 0 else { return try await destroy(id) }
        let value = try options.serializer.encode(record.json)
        let reply = try await send(key(id), waits: true) { writer in
            writer.begin(options.disableTTL ? 3 : 5)
            writer.add("SET")
            writer.add(options.prefix, id)
            writer.add(value)
            guard !options.disableTTL else { return }
            writer.add("EX")
            writer.add(ttl)
        }
        guard case .status = reply else { throw unexpected(reply) }
    }

    /// Sets the time to live with EXPIRE. Does nothing and returns true if `Options.disableTouch` or `.disableTTL` is
    /// set.
    ///
    /// - Returns: false if there is no such session.
    /// - Throws: `SessionError` if Redis fails.
    public func touch(_ id: String, _ record: SessionRecord) async throws -> Bool {
        if caching != nil { cache?.forget(id) }
        if options.disableTouch || options.disableTTL { return true }
        let reply = try await send(key(id)) { writer in
            writer.begin(3)
            writer.add("EXPIRE")
            writer.add(options.prefix, id)
            writer.add(ttl(record))
        }
        guard case .integer(let count) = reply else { throw unexpected(reply) }
        return count > 0
    }

    /// Deletes the session and leaves a tombstone for `Options.tombstoneTTL`.
    ///
    /// - Throws: `SessionError` if Redis fails.
    public func destroy(_ id: String) async throws {
        try await destroy([id])
    }

    /// The key of a session's tombstone. The tombstone tells a destroyed session from an expired one. Its key is in the
    /// session's slot of a cluster, and does not begin with the prefix of the sessions.
    func tombstone(_ id: String) -> String {
        let key = options.prefix + id
        return key.utf8.contains(UInt8(ascii: "{")) ? "gone:" + key : "gone{" + key + "}"
    }

    /// The time to live in seconds, as connect-redis computes it.
    func ttl(_ record: SessionRecord) -> Int {
        switch options.ttl {
        case .custom(let decide): decide(record)
        case .seconds(let seconds): record.secondsToLive ?? seconds
        }
    }

    /// Checks that Redis can store sessions. It sends a SET that stores nothing, because it requires a key that does
    /// not exist (XX). Redis checks it as any other SET: memory, role, disk and permission.
    ///
    /// - Throws: `SessionError` if a save would fail.
    public func check() async throws {
        let reply = try await send(key("taproom:check"), waits: true) { writer in
            writer.begin(6)
            writer.add("SET")
            writer.add(options.prefix, "taproom:check")
            writer.add("")
            writer.add("XX")
            writer.add("EX")
            writer.add(1)
        }
        if case .error = reply { throw unexpected(reply) }
    }
}
