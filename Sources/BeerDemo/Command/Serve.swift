import ArgumentParser
import BeerAPI
import Glibc
import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// `beer-demo serve`: runs the page.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the page (what beer-demo does if not told otherwise).",
        discussion: """
            Every option can be given as the variable in brackets instead; an option beats its variable. A bad value \
            of either is one line on standard error and exit code 64.

            Secrets are variables only, as everybody on a machine can read a process's options:
              SESSION_SECRET           signs the cookies; production needs it
              SESSION_SECRET_FILE      a file that holds it instead
              SESSION_SECRET_PREVIOUS  an earlier one, still accepted
              REDIS_PASSWORD           Redis's, where its URL has none
              REDIS_PASSWORD_FILE      a file that holds it instead

            Try:
              beer-demo --store memory                   without Redis
              beer-demo --session-max-age 5              and see a session expire
              beer-demo --port 3001 --beer-api http://localhost:3000/api/beer
                                                         names from another beer-demo
            """)

    @Option(help: "Address to listen on; localhost means both 127.0.0.1 and ::1. [HOST] (default: localhost)")
    var host: String?

    @Option(help: "Port to listen on; 0 picks a free one. [PORT] (default: 3000)")
    var port: String?

    @Option(help: "Where sessions are kept: redis or memory. [SESSION_STORE] (default: redis)")
    var store: String?

    @Option(
        help: ArgumentHelp(
            "Redis, as redis://[user:pass@]host:port[/db] or unix:///path. [REDIS_URL] (default: redis://127.0.0.1:6379)",
            valueName: "url"))
    var redis: String?

    @Option(
        help: ArgumentHelp("Seconds that an idle session lives. [SESSION_MAX_AGE] (default: 60)", valueName: "seconds"))
    var sessionMaxAge: String?

    @Option(
        help: ArgumentHelp(
            "Sessions that each event loop keeps in memory, which Redis keeps right; 0 for none. [SESSION_CACHE] (default: 0)",
            valueName: "count"))
    var sessionCache: String?

    @Option(
        help: ArgumentHelp(
            "Seconds for which a session that is only read is not touched again; 0 touches each time. [TOUCH_AFTER] (default: 0)",
            valueName: "seconds"))
    var touchAfter: String?

    @Flag(
        help:
            "Listen beside the beer-demo that has the port, which is to be told to stop next: no connection is refused in between."
    )
    var takeOver = false

    @Option(help: "development or production. [APP_ENV] (default: development)")
    var environment: String?

    @Option(help: "Event loops, each with a thread. [THREADS] (default: number of cores)")
    var threads: String?

    @Option(
        help: ArgumentHelp(
            "Believe X-Forwarded-Proto and -For from these: CIDR blocks separated by commas, or loopback. [TRUST_PROXY] (default: off)",
            valueName: "blocks"))
    var trustProxy: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical; requests are logged at info. [LOG_LEVEL] (default: info)",
            valueName: "level"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp(
            "text (coloured on a terminal) or json: one object for each line. [LOG_FORMAT] (default: text)",
            valueName: "format"))
    var logFormat: String?

    @Option(
        help: ArgumentHelp(
            "Ask this API for names, which answers as /api/beer does here. [BEER_API_URL] (default: names are made here)",
            valueName: "url"))
    var beerAPI: String?

    func run() async throws {
        let settings = try settings(variables: Environment.variables)
        LoggingSystem.bootstrap { label in
            var handler = TaproomLogHandler(label: label, format: settings.logFormat == .json ? .json : .text)
            handler.logLevel = settings.logLevel
            return handler
        }
        try await Demo(settings: settings).run()
    }

    /// The settings that options and variables make together.
    func settings(variables: [String: String]) throws -> Settings {
        let reader = SettingsReader(variables: variables)
        var settings = Settings(redis: try RedisLocation.url(redis, variables: variables))
        settings.host = try reader.value(
            flag: "--host", host, variable: "HOST", default: settings.host, expecting: "an address"
        ) { $0.isEmpty ? nil : $0 }
        settings.port = try reader.value(
            flag: "--port", port, variable: "PORT", default: settings.port, expecting: "a number from 0 to 65535"
        ) { UInt16($0).map { Int($0) } }
        settings.store = try reader.value(
            flag: "--store", store, variable: "SESSION_STORE", default: settings.store,
            expecting: "redis or memory"
        ) { Settings.Store(rawValue: $0) }
        settings.sessionMaxAge = try reader.value(
            flag: "--session-max-age", sessionMaxAge, variable: "SESSION_MAX_AGE",
            default: settings.sessionMaxAge, expecting: "a whole number of seconds above 0"
        ) { Int($0).flatMap { 1...31_536_000_000 ~= $0 ? $0 : nil } }
        settings.sessionCache = try reader.value(
            flag: "--session-cache", sessionCache, variable: "SESSION_CACHE", default: settings.sessionCache,
            expecting: "a number from 0 to 10000000"
        ) { Int($0).flatMap { 0...10_000_000 ~= $0 ? $0 : nil } }
        settings.touchAfter = try reader.value(
            flag: "--touch-after", touchAfter, variable: "TOUCH_AFTER", default: settings.touchAfter,
            expecting: "a whole number of seconds, less than a session lives"
        ) { Int($0).flatMap { 0..<settings.sessionMaxAge ~= $0 ? $0 : nil } }
        settings.takesOver = takeOver
        settings.environment = try reader.value(
            flag: "--environment", environment, variable: "APP_ENV", default: settings.environment,
            expecting: "development or production"
        ) { Settings.Environment(rawValue: $0) }
        settings.threads = try reader.value(
            flag: "--threads", threads, variable: "THREADS", default: settings.threads,
            expecting: "a number from 1 to 256"
        ) { Int($0).flatMap { 1...256 ~= $0 ? Optional($0) : nil } }
        settings.trustedProxies = try reader.value(
            flag: "--trust-proxy", trustProxy, variable: "TRUST_PROXY", default: settings.trustedProxies,
            expecting: "address blocks such as 10.0.0.0/8 separated by commas, loopback or off"
        ) { $0 == "off" ? TrustedProxies.none : TrustedProxies($0) }
        settings.logLevel = try reader.value(
            flag: "--log-level", logLevel, variable: "LOG_LEVEL", default: settings.logLevel,
            expecting: "trace, debug, info, notice, warning, error or critical"
        ) { Logger.Level(rawValue: $0) }
        settings.logFormat = try reader.value(
            flag: "--log-format", logFormat, variable: "LOG_FORMAT", default: settings.logFormat,
            expecting: "text or json"
        ) { Settings.LogFormat(rawValue: $0) }
        settings.beerAPI = try reader.value(
            flag: "--beer-api", beerAPI, variable: "BEER_API_URL", default: nil, expecting: "an http:// or https:// URL"
        ) { BeerAPIAddress($0) }
        try refuseTLS(variables)
        try readSecrets(variables, into: &settings)
        return settings
    }

    /// A user who sets these does not expect plain HTTP.
    private func refuseTLS(_ variables: [String: String]) throws {
        for name in ["TLS_CERTIFICATE", "TLS_KEY"] where variables[name]?.isEmpty == false {
            throw StartError(message: "\(name): Taproom speaks no TLS yet, a proxy in front of it should")
        }
    }

    private func readSecrets(_ variables: [String: String], into settings: inout Settings) throws {
        let reader = SecretReader(variables: variables)
        let isProduction = settings.environment == .production
        var given: [SecretReader.Secret] = []
        if let secret = try reader.secret("SESSION_SECRET", file: "SESSION_SECRET_FILE") {
            given.append(secret)
            if let file = secret.file { settings.secretSource = .file(file) }
        } else if isProduction {
            throw StartError(message: "SESSION_SECRET must be set in production: it signs the session cookies")
        } else {
            settings.secrets = [try SessionID.uuid() + SessionID.uuid()]
            settings.secretSource = .random
        }
        if let previous = variables["SESSION_SECRET_PREVIOUS"], !previous.isEmpty {
            given.append(.init(text: previous, variable: "SESSION_SECRET_PREVIOUS"))
        }
        settings.secrets += given.map(\.text)
        settings.warnings += try given.compactMap { try SecretReader.warning(of: $0, isProduction: isProduction) }
    }
}

/// The process's environment.
enum Environment {
    /// All variables by name.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
