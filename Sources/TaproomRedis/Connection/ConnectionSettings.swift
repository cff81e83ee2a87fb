import Logging
import TaproomNet

/// Who a connection logs in as.
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

/// What the connections of a client have in common.
struct ConnectionSettings: Sendable {
    var login: RedisLogin
    var tls: RedisTLS?
    /// How long a command may take.
    var timeout: Duration
    /// The most bytes of a reply.
    var replyLimit: Int
    var logger: Logger

    /// The same, with nothing in the log.
    var silent: ConnectionSettings {
        var settings = self
        settings.logger.logLevel = .critical
        return settings
    }
}

/// Where a connection goes.
enum ConnectionTarget {
    case path(String)
    case server(RedisAddress)
    /// Asked anew for each attempt, such as who is the master by now.
    case located(name: String, needsMaster: Bool, by: any RedisLocator)

    /// For logs.
    var name: String {
        switch self {
        case .path(let path): path
        case .server(let address): address.description
        case .located(let name, _, _): name
        }
    }
}

/// Tells where a connection goes, at once or later. On the loop's thread.
protocol RedisLocator: AnyObject {
    /// Calls back once.
    func locate(for connection: RedisConnection, _ completion: @escaping (Result<RedisAddress, RedisError>) -> Void)

    /// The server that was told can't be connected to, or is not the one.
    func ledNowhere()
}

extension RedisLocator {
    func ledNowhere() {}
}
