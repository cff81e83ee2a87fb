import Taproom
import TaproomSessions

/// Assembles the application as the tutorial's app.js does: store, sessions, static files, views and routes.
struct App {
    private let settings: Settings
    private let store: any SessionStore
    /// The session middleware, for the routes that need a session. Health checks and the API don't.
    let sessions: Sessions

    init(settings: Settings, store: any SessionStore) throws {
        self.settings = settings
        self.store = store
        sessions = try Sessions(store: store, options: Self.sessionOptions(settings))
    }

    /// Returns the application, ready to serve.
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
        // This is before the sessions, so that a cross-origin request loads none.
        app.use(CrossOriginProtection())
        app.onError(ErrorPage.response)

        app.register(Routes(sessions: sessions, beers: try BeerSource(settings)))
        app.register(HealthRoutes(store: store))
        return app
    }

    /// Returns the tutorial's options: `name: '_redisDemo'`, `resave: false`, `saveUninitialized: true`, `cookie: {
    /// secure: false, maxAge: 60000 }`. With HTTPS and in production, the cookie is Secure if the request is. In
    /// production it is also SameSite=Lax.
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

    /// The options of the static files. In development, a saved file shows at the next load. The page is a route, so
    /// the files have no index.
    private var files: StaticFiles.Options {
        var options = StaticFiles.Options(
            cacheControl: settings.environment == .production ? "public, max-age=300" : "no-cache")
        options.index = nil
        return options
    }

    /// The page loads its style sheet and its script, and the script loads the page; nothing else is allowed.
    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
        base-uri 'none'; frame-ancestors 'none'
        """
}
