import ArgumentParser
import BeerAPI
import Glibc
import Logging
import Taproom
import TaproomRedis
import TaproomSessions

/// The command `beer-demo serve`, which serves the page.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the page (the default command).",
        discussion: """
            The name in brackets is a variable that can set the option, too; the option takes precedence. An invalid \
            value of either prints one line on standard error, and the exit code is 64.

            Secrets are variables only, because every user of a machine can read a process's options:
              SESSION_SECRET           signs the cookies; required in production
              SESSION_SECRET_FILE      a file that contains it instead
              SESSION_SECRET_PREVIOUS  an earlier secret, which is still accepted
              REDIS_PASSWORD           the password of Redis, if its URL has none
              REDIS_PASSWORD_FILE      a file that contains it instead

            Try:
              beer-demo --store memory                   without Redis
              beer-demo --session-max-age 5              and see a session expire
              beer-demo --port 3001 --beer-api http://localhost:3000/api/beer
                                                         names from another beer-demo
            """)

    @Option(help: Setting.host.help("Address to listen on; localhost means both 127.0.0.1 and ::1."))
    var host: String?

    @Option(help: Setting.port.help("Port to listen on; 0 picks a free one."))
    var port: String?

    @Option(help: Setting.store.help("Where sessions are kept: redis or memory."))
    var store: String?

    @Option(help: Setting.redis.help(RedisLocation.forms, value: "url"))
    var redis: String?

    @Option(help: Setting.sessionMaxAge.help("Seconds that an idle session lives.", value: "seconds"))
    var sessionMaxAge: String?

    @Option(
        help: Setting.sessionCache.help(
            "Sessions that each event loop caches in memory, kept current by Redis; 0 for none.", value: "count"))
    var sessionCache: String?

    @Option(
        help: Setting.durability.help(
            "What a save waits for: none (Redis only), replicas:N, disks (the master's) or disks:N (and N replicas').",
            value: "how"))
    var durability: String?

    @Flag(
        help: Setting.readFromReplicas.help(
            "Load the sessions of GET and HEAD requests from replicas, which may be a little behind."))
    var readFromReplicas = false

    @Option(
        help: Setting.touchAfter(sessionMaxAge: .max).help(
            "Seconds for which a session that is only read is not touched again; 0 touches each time.",
            value: "seconds"))
    var touchAfter: String?

    @Flag(
        help:
            "Listen on the port of another beer-demo, which you stop next: no connection is refused in between."
    )
    var takeOver = false

    @Option(help: Setting.environment.help("development or production."))
    var environment: String?

    @Option(help: Setting.threads.help("Event loops, each with a thread."))
    var threads: String?

    @Option(
        help: Setting.tlsCertificate.help(
            "Serve HTTPS with the certificate in this PEM file; repeatable, as is --tls-key.", value: "file"))
    var tlsCertificate: [String] = []

    @Option(help: Setting.tlsKey.help("The certificate's private key, as a PEM file.", value: "file"))
    var tlsKey: [String] = []

    @Option(
        help: Setting.tlsTicketKeys.help(
            "A file of keys for session tickets, of 80 bytes each, that several servers share.", value: "file"))
    var tlsTicketKeys: String?

    @Option(help: Setting.redirectPort.help("A port for plain HTTP, which redirects to HTTPS.", value: "port"))
    var redirectPort: String?

    @Option(
        help: Setting.trustProxy.help(
            "Believe X-Forwarded-Proto, -For and -Host from these: CIDR blocks separated by commas, or loopback.",
            value: "blocks"))
    var trustProxy: String?

    @Option(
        help: Setting.logLevel.help(
            "trace, debug, info, notice, warning, error or critical; requests are logged at info.", value: "level"))
    var logLevel: String?

    @Option(
        help: Setting.logFormat.help(
            "text (coloured on a terminal) or json (one object per line).", value: "format"))
    var logFormat: String?

    @Option(help: Setting.beerAPI.help("Get names from this API, which responds like /api/beer.", value: "url"))
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

    /// Returns the settings from the options and the variables.
    func settings(variables: [String: String]) throws -> Settings {
        let reader = SettingsReader(variables: variables)
        var settings = Settings(redis: try RedisLocation.url(redis, variables: variables))
        try reader.read(.host, host, into: &settings.host)
        try reader.read(.port, port, into: &settings.port)
        try reader.read(.store, store, into: &settings.store)
        try reader.read(.sessionMaxAge, sessionMaxAge, into: &settings.sessionMaxAge)
        try reader.read(.sessionCache, sessionCache, into: &settings.sessionCache)
        try reader.read(.durability, durability, into: &settings.durability)
        try reader.read(.readFromReplicas, readFromReplicas, into: &settings.readsFromReplicas)
        try refuseSettingsWithoutEffect(settings)
        try reader.read(
            .touchAfter(sessionMaxAge: settings.sessionMaxAge), touchAfter, into: &settings.touchAfter)
        settings.takesOver = takeOver
        try reader.read(.environment, environment, into: &settings.environment)
        settings.threads = try reader.value(.threads, threads)
        try reader.read(.trustProxy, trustProxy, into: &settings.trustedProxies)
        try reader.read(.logLevel, logLevel, into: &settings.logLevel)
        try reader.read(.logFormat, logFormat, into: &settings.logFormat)
        settings.beerAPI = try reader.value(.beerAPI, beerAPI)
        settings.tls = try tls(reader)
        try readSecrets(variables, into: &settings)
        return settings
    }

    /// Refuses promises that the store in memory can't keep, and reads from replicas with a cache, which takes precedence.
    private func refuseSettingsWithoutEffect(_ settings: Settings) throws {
        let replicas = "--read-from-replicas (SESSION_READ_FROM_REPLICAS)"
        if settings.store == .memory {
            for (isSet, name) in [
                (settings.readsFromReplicas, replicas),
                (settings.durability != .none, "--durability (SESSION_DURABILITY)"),
            ] where isSet {
                throw StartError(message: "\(name) needs --store redis")
            }
        }
        if settings.readsFromReplicas, settings.sessionCache > 0 {
            throw StartError(message: "\(replicas) has no effect with --session-cache")
        }
    }

    /// Returns the options of HTTPS from the certificates and keys, which come in pairs; nil for plain HTTP.
    private func tls(_ reader: SettingsReader) throws -> TLSOptions? {
        let certificates = try reader.values(.tlsCertificate, tlsCertificate)
        let keys = try reader.values(.tlsKey, tlsKey)
        let redirectPort = try reader.value(.redirectPort, redirectPort)
        let ticketKeys = try reader.value(.tlsTicketKeys, tlsTicketKeys)
        guard certificates.count == keys.count else {
            throw StartError(
                message: """
                    --tls-certificate and --tls-key (TLS_CERTIFICATE, TLS_KEY) come in pairs: \(certificates.count) and \
                    \(keys.count) were given
                    """)
        }
        guard !certificates.isEmpty else {
            if redirectPort != nil {
                throw StartError(message: "--redirect-port needs --tls-certificate and --tls-key")
            }
            if ticketKeys != nil {
                throw StartError(message: "--tls-ticket-keys needs --tls-certificate and --tls-key")
            }
            return nil
        }
        var options = TLSOptions(certificates: zip(certificates, keys).map { .init(certificate: $0, key: $1) })
        options.redirectPort = redirectPort
        options.ticketKeys = ticketKeys
        return options
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
