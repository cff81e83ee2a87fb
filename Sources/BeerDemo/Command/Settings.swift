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
    /// Seconds for which a session that is only read is not touched again.
    var touchAfter = 0
    /// Whether to share the port with a server that is about to stop.
    var takesOver = false
    var environment = Environment.development
    var threads: Int?
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

/// Looks settings up: a flag beats its variable, a variable beats the default. An empty variable counts as
/// unset.
struct SettingsReader {
    let variables: [String: String]

    /// - Throws: `StartError`, which names the flag or variable and what it takes.
    func value<Value>(
        flag: String, _ given: String?, variable: String, default fallback: Value, expecting: String,
        _ parse: (String) throws -> Value?
    ) throws -> Value {
        let source: String
        let text: String
        if let given {
            (source, text) = (flag, given)
        } else if let given = variables[variable], !given.isEmpty {
            (source, text) = (variable, given)
        } else {
            return fallback
        }
        do {
            if let value = try parse(text) { return value }
        } catch let error as RedisError {
            throw StartError(message: "\(source): \(error)")
        }
        throw StartError(message: "\(source) must be \(expecting), not '\(text)'")
    }
}
