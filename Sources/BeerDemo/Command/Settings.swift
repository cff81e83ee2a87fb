import BeerAPI
import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// What the demo was told, by flag or else by variable, checked.
struct Settings {
    enum Store: String {
        case redis
        case memory
    }

    enum Environment: String {
        case development
        case production
    }

    /// Where the secret that signs cookies came from.
    enum SecretSource {
        case variable
        case file(String)
        case random
    }

    /// How the access log and the server's own messages look.
    enum LogFormat: String {
        case text
        case json

        /// The access log's own format.
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
    /// Sessions that each event loop keeps in memory.
    var sessionCache = 0
    /// When a save is acknowledged.
    var durability = Durability.none
    /// Seconds for which a session that is only read is not touched again.
    var touchAfter = 0
    /// Whether to share the port with a server that is about to stop.
    var takesOver = false
    var environment = Environment.development
    var threads: Int?
    /// Certificates for HTTPS; nil for plain HTTP.
    var tls: TLSOptions?
    var trustedProxies = TrustedProxies.none
    var logLevel = Logger.Level.info
    /// Whether requests are logged.
    var logsRequests: Bool { logLevel <= .info }
    var logFormat = LogFormat.text
    /// The API to ask for names, in place of the embedded generator.
    var beerAPI: BeerAPIAddress?
    /// What the log is to warn of at the start.
    var warnings: [String] = []
}
