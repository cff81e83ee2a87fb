import Foundation
import Taproom
import TaproomSessions

/// What differs between a server, a developer's machine and a test.
struct Settings {
    /// Signs the session's cookie.
    var secret: String
    /// Where the database and the uploaded files are.
    var dataFolder = "data"
    /// Where sessions are kept.
    var sessions: any SessionStore = MemoryStore()
    /// Where log-ins are counted.
    var rateLimits: any RateLimitStore = MemoryRateLimitStore()
}

/// Puts the application together: middleware from the outside in, then routes.
func makeApplication(_ settings: Settings) throws -> Application {
    let database = try openDatabase(in: settings.dataFolder)
    let accounts = Accounts(database: database)
    let notes = NoteStore(database: database, folder: settings.dataFolder + "/files")
    let events = NoteEvents()

    let app = Application()
    app.views = try Views("Views")
    app.onError(errorPage)

    app.use(AccessLog(), SecurityHeaders(), CrossOriginProtection(), Compression())
    app.use("/assets", try StaticFiles("Public", cacheControl: "max-age=60"))
    app.use(
        try Sessions(
            store: settings.sessions, secrets: [settings.secret],
            cookie: CookieOptions(secure: .auto, sameSite: .lax, maxAge: .days(7))))

    app.get("/") { _ in Response.redirect(to: "/notes") }
    app.register(AccountPages(accounts: accounts, rateLimits: settings.rateLimits))
    app.register(NotePages(notes: notes, events: events), at: "/notes", RequireLogin(accounts, .redirect))
    app.register(NoteAPI(notes: notes, events: events), at: "/api", RequireLogin(accounts, .refuse))
    return app
}
