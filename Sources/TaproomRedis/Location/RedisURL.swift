import TaproomHTTP

/// The location of Redis, as a URL.
///
/// | URL | Redis |
/// |---|---|
/// | `redis://[user:password@]host[:port][/database]` | one server |
/// | `unix://[user:password@]/path[?db=1]` | one server, by a socket in the file system |
/// | `redis+cluster://[user:password@]host[:port],host[:port]` | a cluster; these nodes are asked for the others |
/// | `redis+sentinel://[user:password@]host[:port],host[:port]/name[/database]` | the sentinels' master of this name |
///
/// `rediss`, `rediss+cluster` and `rediss+sentinel` use TLS. A query may have further parts. `db` is the number of the
/// database. `ca`, `cert` and `key` are paths of PEM files, `server-name` is the name in the server's certificate, and
/// `verify=off` accepts any certificate. `sentinel-user` and `sentinel-password` are the credentials for the sentinels.
public struct RedisURL: Sendable, Equatable {
    /// The kinds of location.
    public enum Endpoint: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
        /// The nodes that are asked first for the others.
        case cluster([RedisAddress])
        case sentinel([RedisAddress], master: String)
    }

    /// Where Redis listens.
    public var endpoint: Endpoint
    /// The user's name; nil for the default user.
    public var user: String?
    /// The password; nil for none.
    public var password: String?
    /// The number of the database. A cluster has only database 0.
    public var database = 0
    /// The TLS settings; nil for connections without TLS.
    public var tls: RedisTLS?
    /// The user's name for the sentinels; nil for the default user.
    public var sentinelUser: String?
    /// The password for the sentinels; nil for none.
    public var sentinelPassword: String?

    /// - Parameters:
    ///   - endpoint: where Redis listens.
    ///   - user: the user's name; nil for the default user.
    ///   - password: the password; nil for none.
    ///   - database: the number of the database.
    ///   - tls: the TLS settings; nil for connections without TLS.
    public init(
        endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0, tls: RedisTLS? = nil
    ) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
    }

    /// Whether the URL is that of a cluster.
    var isCluster: Bool { if case .cluster = endpoint { true } else { false } }

    /// The URL without user, password and query, for logs.
    public var redacted: String {
        let secure = tls == nil ? "" : "s"
        let number = database == 0 ? "" : "/\(database)"
        switch endpoint {
        case .unix(let path): return "unix://\(path)" + (database == 0 ? "" : "?db=\(database)")
        case .tcp(let host, let port): return "redis\(secure)://\(RedisAddress(host: host, port: port))\(number)"
        case .cluster(let addresses): return "redis\(secure)+cluster://\(Self.list(addresses))"
        case .sentinel(let addresses, let master):
            return "redis\(secure)+sentinel://\(Self.list(addresses))/\(PercentCoding.encode(master))\(number)"
        }
    }

    private static func list(_ addresses: [RedisAddress]) -> String {
        addresses.map(\.description).joined(separator: ",")
    }
}
