import Taproom
import TaproomSessions

/// The application, as the tutorial's app.js puts it together: store, sessions, static files, views, routes.
struct App {
    private let settings: Settings
    private let store: any SessionStore
    /// The session middleware, for the routes that have a session. Health checks and the API cost none.
    let sessions: Sessions

    init(settings: Settings, store: any SessionStore) throws {
        self.settings = settings
        self.store = store
        sessions = try Sessions(store: store, options: Self.sessionOptions(settings))
    }

    /// The application, ready to serve.
    func make() throws -> Application {
        let folder = try ResourceFolder.find()
        let app = Application()
        app.settings.threads = settings.threads
        app.settings.trustedProxies = settings.trustedProxies
        app.settings.takesOver = settings.takesOver
        app.views = try views(folder + "/Views")

        if settings.logsRequests { app.use(AccessLog(settings.logFormat.accessLog)) }
        app.use(SecurityHeaders(contentSecurityPolicy: Self.policy))
        app.use(try StaticFiles(folder + "/Public", options: files))
        // Before sessions: a request of another site loads none.
        app.use(CrossOriginProtection())
        app.onError(ErrorPage.response)

        app.register(Routes(sessions: sessions, beers: try BeerSource(settings)))
        app.register(HealthRoutes(store: store))
        return app
    }

    /// The tutorial's options: `name: '_redisDemo'`, `resave: false`, `saveUninitialized: true`,
    /// `cookie: { secure: false, maxAge: 60000 }`. With HTTPS and in production the cookie is Secure where the request is;
    /// in production it also stays away from requests of other sites.
    private static func sessionOptions(_ settings: Settings) -> SessionOptions {
        var cookie = CookieOptions(secure: .off, maxAge: .seconds(settings.sessionMaxAge))
        if settings.environment == .production { cookie.sameSite = .lax }
        if settings.environment == .production || settings.tls != nil { cookie.secure = .auto }
        var options = SessionOptions(secrets: settings.secrets, cookie: cookie)
        options.name = cookieName
        options.resave = false
        options.saveUninitialized = true
        options.traces = settings.environment == .development
        options.touchesOnRead = true
        if settings.touchAfter > 0 { options.touchAfter = .seconds(settings.touchAfter) }
        return options
    }

    static let cookieName = "_redisDemo"

    private func views(_ folder: String) throws -> Views {
        do throws(TemplateError) {
            return try Views(folder, reloads: settings.environment == .development)
        } catch {
            throw StartError(message: error.description)
        }
    }

    /// In development a saved file shows at the next load. The page is a route, so no index file is looked for.
    private var files: StaticFiles.Options {
        var options = StaticFiles.Options(
            cacheControl: settings.environment == .production ? "public, max-age=300" : "no-cache")
        options.index = nil
        return options
    }

    /// The page loads its style and its script, which asks for the page, and nothing else.
    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """
}
