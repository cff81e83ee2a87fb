import Taproom
import TaproomNet
import TaproomSessions

/// Sessions in Redis as connect-redis 9 keeps them: JSON under `sess:<id>` with an expiry of its own, so that
/// Redis forgets a session when its time is over.
public struct RedisStore: SessionStore {
    /// How long a session without expiry of its own lives.
    public enum TimeToLive: Sendable {
        case seconds(Int)
        /// Decides for each session, also for one whose cookie has an expiry.
        case custom(@Sendable (SessionRecord) -> Int)
    }

    /// Settings, by connect-redis's names.
    public struct Options: Sendable {
        /// What comes before the id in a key.
        public var prefix = "sess:"
        /// What comes before the user in the key of a user's sessions.
        public var userPrefix = "sess-users:"
        /// For sessions whose cookie has no expiry: a day.
        public var ttl = TimeToLive.seconds(86400)
        /// Whether sessions that did not change keep the expiry of their last save.
        public var disableTouch = false
        /// Whether sessions are kept until they are destroyed.
        public var disableTTL = false
        /// Seconds for which a destroyed session is remembered, so that no request that is under way brings it back: as
        /// long as a request may take.
        public var tombstoneTTL = 3600
        /// About how many keys Redis looks at in one step of a scan.
        public var scanCount = 100
        /// The most sessions that each event loop keeps in memory; 0 for none. Redis tells when one changed, so
        /// what is kept is right to within a round trip; together with `SessionOptions.touchAfter` a request that only
        /// reads its session then asks Redis nothing. For a `RedisClient` only.
        public var cacheLimit = 0
        /// When a save, or the end of a session, is acknowledged: what only the master has is lost with it.
        public var durability = Durability.none
        /// What turns a session's JSON into what is stored, and back.
        public var serializer: any SessionSerializer = PlainSerializer()

        /// The defaults.
        public init() {}
    }

    let redis: any RedisCommands
    /// The same, where it is a client whose connections can be used without a detour.
    let client: RedisClient?
    let options: Options
    let permissions: StorePermissions
    let isPlain: Bool
    let isDurable: Bool
    let caching: (client: RedisClient, key: LoopLocalKey<SessionCache>)?

    /// - Parameters:
    ///   - redis: where the sessions are.
    ///   - options: how they are kept there.
    public init(_ redis: RedisClient, options: Options = Options()) {
        self.init(redis as any RedisCommands, options: options)
    }

    package init(_ redis: any RedisCommands, options: Options = Options()) {
        self.redis = redis
        client = redis as? RedisClient
        self.options = options
        isPlain = options.serializer is PlainSerializer
        isDurable = options.durability != .none
        caching = options.cacheLimit > 0 ? (redis as? RedisClient).map { ($0, LoopLocalKey()) } : nil
        permissions = StorePermissions(logger: client?.logger ?? .framework("taproom.redis"))
        checkPermissions()
    }

    /// What the options need of Redis.
    var commandUses: [StoreCommand.Use] {
        var uses: [StoreCommand.Use] = [.sessions]
        if caching != nil { uses.append(.cache) }
        if client?.url.isCluster == true { uses += caching == nil ? [.cluster] : [.cluster, .clusterCache] }
        switch options.durability {
        case .none: break
        case .replicas: uses.append(.replicas)
        case .disks: uses.append(.disks)
        }
        return uses
    }

    /// As soon as there is a connection.
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

    /// The cache of the loop that asks.
    var cache: SessionCache? {
        guard let caching else { return nil }
        return EventLoop.currentLocal(for: caching.key) { loop in
            SessionCache(
                caching.client.connections(on: loop), loop: loop, prefix: options.prefix, limit: options.cacheLimit)
        }
    }

    /// Drops sessions that are about to change from the cache of the loop that asks.
    func forget(_ ids: [String]) {
        if let cache { for id in ids { cache.forget(id) } }
    }

    // MARK: One session

    /// The session's JSON, from the cache if it is on; nil where there is none.
    ///
    /// - Throws: `SessionError`: `.malformed` if the key holds no string, `.storeUnavailable` or `.outcomeUnknown` if
    ///   Redis
    ///   fails, and what the serializer throws.
    @inline(__always)
    public func get(_ id: String) async throws -> [UInt8]? {
        if caching != nil, let cache {
            if let json = cache.json(id) { return json }
            if let node = caching?.client.here?.node(key(id)), let load = cache.beginLoad(id, at: node) {
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

    /// Loads a session with its time to live, in one write, to keep both. On the loop all the while.
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

    /// With GETEX, which Redis has since version 6.2.
    @inline(__always)
    public func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)? {
        guard caching == nil, permissions.mayGetAndTouch, !options.disableTouch, !options.disableTTL,
            case .seconds = options.ttl, let seconds = expiry.secondsToLive, seconds > 0
        else { return try await get(id).map { ($0, false) } }
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

    /// Stores the session with SET; destroys it if its time to live is over.
    ///
    /// - Throws: `SessionError` if Redis fails, and what the serializer throws.
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

    /// Sets the time to live with EXPIRE; does nothing if `Options` turn that off.
    ///
    /// - Returns: false where there is no such session.
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

    /// The key of what tells that a session was destroyed, and did not run out: in the session's own slot of a cluster, and
    /// outside of the sessions' prefix.
    func tombstone(_ id: String) -> String {
        let key = options.prefix + id
        return key.utf8.contains(UInt8(ascii: "{")) ? "gone:" + key : "gone{" + key + "}"
    }

    /// Seconds to live, as connect-redis reckons them.
    func ttl(_ record: SessionRecord) -> Int {
        switch options.ttl {
        case .custom(let decide): decide(record)
        case .seconds(let seconds): record.secondsToLive ?? seconds
        }
    }

    /// By a SET that Redis checks as any other, for memory, role, disk and permission, but that stores nothing, as there is
    /// no such key.
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
