import TaproomSessions

extension RedisStore {
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
}
