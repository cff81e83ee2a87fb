import Logging
import TaproomNet

/// The credentials and the database of a connection.
struct RedisLogin: Sendable {
    var user: String?
    var password: String?
    var database = 0

    init(user: String? = nil, password: String? = nil, database: Int = 0) {
        self.user = user
        self.password = password
        self.database = database
    }

    init(_ url: RedisURL) {
        self.init(user: url.user, password: url.password, database: url.database)
    }
}

/// The settings of all connections of a client.
struct ConnectionSettings: Sendable {
    var login: RedisLogin
    var tls: RedisTLS?
    /// The most time for a command.
    var timeout: Duration
    /// The most bytes of a reply.
    var replyLimit: Int
    var logger: Logger
    /// Whether the connection goes to a replica of a cluster, which serves reads only after READONLY.
    var readsReplica = false
    /// The losses of all connections with these settings.
    var losses = ServerLosses()

    /// The same settings for a connection to a replica.
    var forReplica: ConnectionSettings {
        var settings = self
        settings.readsReplica = true
        return settings
    }

    /// The same settings with a logger that logs only critical errors.
    var silent: ConnectionSettings {
        var settings = self
        settings.logger.logLevel = .critical
        return settings
    }
}

/// The server that a connection goes to.
enum ConnectionTarget {
    case path(String)
    case server(RedisAddress)
    /// The locator finds the server anew for each attempt, for example the current master.
    case located(name: String, needsMaster: Bool, by: any RedisLocator)

    /// The name in logs.
    var name: String {
        switch self {
        case .path(let path): path
        case .server(let address): address.description
        case .located(let name, _, _): name
        }
    }
}

/// Finds the server for a connection. Used on the loop's thread only.
protocol RedisLocator: AnyObject {
    /// Calls back once with the address of the server, now or later.
    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void)

    /// Called if no connection to that server could be established, for example because it is a replica.
    func connectionFailed()
}

extension RedisLocator {
    func connectionFailed() {}
}
