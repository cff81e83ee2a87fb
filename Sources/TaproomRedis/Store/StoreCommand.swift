/// A command that a store sends to Redis, and what needs it. The permission check and the doctor read this list.
/// Documentation/InProduction.md names the same commands.
struct StoreCommand: Sendable {
    enum Use: Sendable {
        /// Loading, saving and destroying sessions.
        case sessions
        /// Saving if the user may not run scripts.
        case transactions
        /// `RedisStore.Options.cacheLimit`.
        case cache
        /// A cluster.
        case cluster
        /// `RedisStore.Options.cacheLimit` in a cluster.
        case clusterCache
        /// `RedisStore.Options.readsFromReplicas`.
        case replicaReads
        /// `RedisStore.Options.readsFromReplicas` in a cluster.
        case clusterReplicaReads
        /// `Durability.replicas`.
        case replicas
        /// `Durability.disks`.
        case disks
        /// `UserSessions`.
        case users
        /// Listing, counting and clearing sessions.
        case tools
    }

    let name: String
    let use: Use
    /// What does not work without the command, and what is done instead.
    let purpose: String
    /// Returns arguments with which the command changes nothing; nil if there are none.
    let probe: (@Sendable (_ session: String, _ tombstone: String) -> [String])?

    init(
        _ name: String, _ use: Use, _ purpose: String,
        probe: (@Sendable (_ session: String, _ tombstone: String) -> [String])? = nil
    ) {
        self.name = name
        self.use = use
        self.purpose = purpose
        self.probe = probe
    }

    /// The command with arguments that change nothing, if there are such arguments; otherwise its name only.
    func words(_ session: String, _ tombstone: String) -> [String] {
        name.split(separator: " ").map(String.init) + (probe?(session, tombstone) ?? [])
    }

    /// The id in those arguments, which no session has.
    static let probedID = "taproom:permissions"

    static let all: [StoreCommand] = [
        .init("GET", .sessions, "load a session") { session, _ in [session] },
        .init("GETEX", .sessions, "load and touch a session at once; else GET and EXPIRE") { session, _ in
            [session, "EX", "1"]
        },
        .init("SET", .sessions, "store a new session, and remember a destroyed one") { _, tombstone in
            [tombstone, "", "XX", "EX", "1"]
        },
        .init("EXPIRE", .sessions, "touch a session") { session, _ in [session, "1"] },
        .init("DEL", .sessions, "destroy a session") { session, _ in [session] },
        .init("EVALSHA", .sessions, "save a loaded session; else WATCH, MULTI and EXEC") { session, _ in
            [SaveScript.digest, "1", session]
        },
        .init("EVAL", .sessions, "save a loaded session; else WATCH, MULTI and EXEC") { session, tombstone in
            ["return 0", "2", session, tombstone]
        },
        .init("EXISTS", .sessions, "store a session anew that ran out during its request") { _, tombstone in [tombstone]
        },
        .init("PTTL", .sessions, "tell when a session ends") { session, _ in [session] },
        .init("TTL", .sessions, "keep a longer life when changes meet; list sessions") { session, _ in [session] },
        .init("WATCH", .transactions, "save where scripts are forbidden") { session, _ in [session] },
        .init("MULTI", .transactions, "save where scripts are forbidden"),
        .init("EXEC", .transactions, "save where scripts are forbidden"),
        .init("DISCARD", .transactions, "save where scripts are forbidden"),
        .init("CLIENT ID", .cache, "cache sessions"),
        .init("CLIENT TRACKING", .cache, "cache sessions"),
        .init("SUBSCRIBE", .cache, "cache sessions, on the channel __redis__:invalidate"),
        .init("CLUSTER SLOTS", .cluster, "know the masters of a cluster"),
        .init("ASKING", .cluster, "follow a session whose slot is on its way to another master"),
        .init("CLUSTER INFO", .clusterCache, "keep cached sessions for longer than a second"),
        .init("ROLE", .replicaReads, "load sessions from replicas; else from the master"),
        .init("READONLY", .clusterReplicaReads, "load sessions from replicas; else from the master"),
        .init("WAIT", .replicas, "acknowledge saves that replicas have") { _, _ in ["0", "1"] },
        .init("WAITAOF", .disks, "acknowledge saves that disks have") { _, _ in ["0", "0", "1"] },
        .init("SADD", .users, "note a user's session"),
        .init("SREM", .users, "forget a user's session"),
        .init("SMEMBERS", .users, "list a user's sessions"),
        .init("PERSIST", .users, "note a user's session where disableTTL is set"),
        .init("SCAN", .tools, "list, count and clear sessions"),
        .init("CLUSTER NODES", .tools, "find sessions whose slots are on their way, at the end of a scan"),
        .init("DBSIZE", .tools, "show how far a command of the terminal has got"),
    ]
}
