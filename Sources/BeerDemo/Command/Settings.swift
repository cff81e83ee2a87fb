import BeerAPI
import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// The demo's settings from flags and variables, validated.
struct Settings {
    enum Store: String {
        case redis
        case memory
    }

    enum Environment: String {
        case development
        case production
    }

    /// The source of the secret that signs cookies.
    enum SecretSource {
        case variable
        case file(String)
        case random
    }

    /// The format of the access log and of the server's own messages.
    enum LogFormat: String {
        case text
        case json

        /// The format of the access log.
        var accessLog: AccessLog.Format {
            switch self {
            case .text: .text(colours: Console.outputIsTerminal)
            case .json: .json
            }
        }
    }

    var host = "localhost"
    var port = 3000
    var store = Store.redis
    var redis: RedisURL
    var secrets: [String] = []
    var secretSource = SecretSource.variable
    var sessionMaxAge = 60
    /// The number of sessions that each event loop caches in memory.
    var sessionCache = 0
    /// The condition under which a save is acknowledged.
    var durability = Durability.none
    /// Whether requests that only read load their sessions from replicas.
    var readsFromReplicas = false
    /// The seconds for which a session that is only read is not touched again.
    var touchAfter = 0
    /// Whether to listen on a port that another server still uses.
    var takesOver = false
    var environment = Environment.development
    var threads: Int?
    /// The options of HTTPS; nil for plain HTTP.
    var tls: TLSOptions?
    var trustedProxies = TrustedProxies.none
    var logLevel = Logger.Level.info
    /// Whether requests are logged.
    var logsRequests: Bool { logLevel <= .info }
    var logFormat = LogFormat.text
    /// The API that returns names; nil for the embedded generator.
    var beerAPI: BeerAPIAddress?
    /// Warnings to log at the start.
    var warnings: [String] = []
}
