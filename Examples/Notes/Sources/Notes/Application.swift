import Foundation
import Taproom
import TaproomSessions

/// The settings in which a server, a developer's machine and a test differ.
struct Settings {
    /// The secret that signs the session cookie.
    var secret: String
    /// The folder of the database and the uploaded files.
    var dataFolder = "data"
    /// The store of the sessions.
    var sessions: any SessionStore = MemoryStore()
    /// The store that counts logins.
    var rateLimits: any RateLimitStore = MemoryRateLimitStore()
}

/// Assembles the application: middleware from the outside in, then routes.
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
