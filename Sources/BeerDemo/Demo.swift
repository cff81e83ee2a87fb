import Glibc
import Logging
import Taproom
import TaproomNet
import TaproomRedis
import TaproomSessions
import TaproomViews

/// The demo put together: store, middleware, routes.
struct Demo {
    let settings: Settings
    private let logger = Logger(label: "beer-demo")

    init(settings: Settings) {
        self.settings = settings
    }

    /// Serves until the process is told to end.
    func run() async throws {
        warn()
        let store = makeStore()
        let app = try application(store: store)
        let server: Server
        Shutdown.prepare()
        do {
            server = try await app.start(host: settings.host, port: Int(settings.port))
        } catch let error as SystemError {
            throw StartError(message: error.description, code: EX_UNAVAILABLE)
        } catch let error as AddressError {
            throw StartError(message: error.description)
        }
        let problem = await problem(of: store, server)
        Banner.print(settings, server, storeProblem: problem)
        if let problem { logger.error("\(problem)") }
        await Shutdown.signal()
        await server.stop()
    }

    private func warn() {
        for warning in settings.warnings { logger.warning("\(warning)") }
        let advice = "REDIS_PASSWORD_FILE and BEER_API_URL keep it out of the arguments"
        switch PasswordArgument.isMasked {
        case true?: logger.notice("a password in the arguments was masked in what ps shows: \(advice)")
        case false?: logger.warning("a password in the arguments shows in ps: \(advice)")
        case nil: break
        }
    }

    /// Asks the store once; what stands in its way. Redis has a second to answer, over a connection that requests use later.
    private func problem(of store: any SessionStore, _ server: Server) async -> String? {
        let check = Task { @concurrent in
            guard let loop = server.loops.first else { return }
            try await loop.run { try await store.check() }
        }
        guard case .failure(let error) = await check.result else { return nil }
        let redis = "Redis at \(settings.redis.redacted)"
        switch error {
        case SessionError.storeUnavailable(let reason) where reason.hasPrefix("Redis answered: "):
            return "\(redis) takes no sessions (\(reason)): the page answers 503 until it does"
        case SessionError.storeUnavailable(let reason), SessionError.outcomeUnknown(let reason):
            return "\(redis) does not answer (\(reason)): the page answers 503 until it does"
        default: return "\(error)"
        }
    }

    private func makeStore() -> any SessionStore {
        switch settings.store {
        case .redis:
            var options = RedisStore.Options()
            options.cacheLimit = settings.sessionCache
            return RedisStore(RedisClient(settings.redis), options: options)
        case .memory: return MemoryStore()
        }
    }

    /// The application, ready to serve.
    func application(store: any SessionStore) throws -> Application {
        let root = try ResourceFolder.find()
        let bar = try Bar(directory: root + "/Views", environment: settings.environment)
        let app = Application()
        app.settings.threads = settings.threads
        app.settings.trustedProxies = settings.trustedProxies
        app.settings.takesOver = settings.takesOver
        if settings.logLevel <= .info { app.use(accessLog) }
        app.use(SecurityHeaders(contentSecurityPolicy: Self.policy))
        var files = StaticFiles.Options(cacheControl: cacheControl)
        // The page is a route: no look for an index file on each visit.
        files.index = nil
        app.use(try StaticFiles(root + "/Public", options: files))
        if case .development(let pages) = bar {
            app.use(PendingPages(pages: pages, words: TraceText(settings)))
        }
        // Before sessions: what another site sends loads none.
        app.use(CrossOriginProtection())
        app.use(try PageSessions(store: store, settings: settings))
        let logger = logger
        app.onError { error, request in bar.error(error, request, logger) }
        Routes(bar: bar, store: store, beers: try BeerSource(settings, logger)).add(to: app)
        return app
    }

    /// The page loads its style and its script, which asks for the page, and nothing else.
    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """

    private var accessLog: AccessLog {
        switch settings.logFormat {
        case .text: AccessLog()
        case .json: AccessLog(.json)
        }
    }

    /// In development a saved file shows at the next load.
    private var cacheControl: String {
        settings.environment == .production ? "public, max-age=300" : "no-cache"
    }
}

/// The folder that holds Views and Public.
enum ResourceFolder {
    /// The working directory, or else the nearest folder above the executable that has them.
    static func find() throws -> String {
        let marker = "/Views/layout.mustache"
        if access("." + marker, R_OK) == 0 { return "." }
        var path = executablePath()
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            if access(path + marker, R_OK) == 0 { return path }
        }
        throw StartError(message: "no folder Views here or above the program: start beer-demo in Taproom's folder")
    }

    private static func executablePath() -> String {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}
