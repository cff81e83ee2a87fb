import Taproom
import TaproomNet
import TaproomSessions

/// A store that keeps sessions in Redis in the format of connect-redis 9: JSON under the key `sess:<id>`, with an
/// expiry, so that Redis deletes a session when it expires.
public struct RedisStore: SessionStore {
    let redis: any RedisCommands
    /// `redis` if it is a client, whose connections are then used directly; nil otherwise.
    let client: RedisClient?
    /// The client's connections; nil without a client.
    let connections: ConnectionsByLoop?
    let options: Options
    let permissions: StorePermissions
    let isPlain: Bool
    let isDurable: Bool
    let readsFromReplicas: Bool
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

    /// The client's time-out for a command; nil for none.
    public var timeout: Duration? { client?.timeout }

    /// True if `Options.ttl` is a closure, which gets the whole record.
    public var touchNeedsJSON: Bool {
        if case .custom = options.ttl { true } else { false }
    }

    // MARK: Changing a session

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
        try await destroy([id], isRepeatable: false)
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
