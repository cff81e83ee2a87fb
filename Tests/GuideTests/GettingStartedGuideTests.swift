import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// The examples of Documentation/GettingStarted.md.
@Suite(.timeLimit(.minutes(2))) struct GettingStartedGuideTests {
    private static let index = """
        <h1>{{title}}</h1>
        <ul>
        {{#beers}}
        <li>{{name}}, {{style}}</li>
        {{/beers}}
        </ul>
        <form method="post" action="/beers">
        <input name="name"> <input name="style"> <button>Add</button>
        </form>
        """

    /// This is only compiled, because it serves until the process is told to stop.
    private func program() async throws {
        let app = Application()
        app.use(AccessLog())
        app.get("/") { _ in "Hello" }
        app.get("/hello/:name") { request in
            let name = try request.parameters.require("name")
            return "Hello, \(name)!"
        }
        try await app.run(host: "localhost", port: 3000)
    }

    struct Beer: Codable {
        var name: String
        var style: String
    }

    private func page(_ app: Application) {
        app.get("/beers") { request in
            let beers = [Beer(name: "Dark Harbour", style: "Stout"), Beer(name: "Salt & Lime", style: "Gose")]
            return try request.render("index", ["title": "Beers", "beers": beers])
        }
    }

    private func form(_ app: Application) {
        app.post("/beers") { request in
            let beer = try await request.decode(Beer.self)
            print("a new beer: \(beer.name)")
            return Response.redirect(to: "/beers")
        }
    }

    private func sessions(_ app: Application, _ secret: String) throws {
        app.use(try Sessions(store: MemoryStore(), secrets: [secret]))
        app.get("/visits") { request in
            let visits = try request.session.increment("visits")
            return "You have been here \(visits) times."
        }
    }

    @Test(arguments: TestMode.allCases) func theProgram(_ mode: TestMode) async throws {
        let app = Application()
        app.get("/") { _ in "Hello" }
        app.get("/hello/:name") { request in
            let name = try request.parameters.require("name")
            return "Hello, \(name)!"
        }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/").text == "Hello")
            #expect(try await client.get("/hello/Ann").text == "Hello, Ann!")
        }
    }

    @Test(arguments: TestMode.allCases) func theRest(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder(["Views/index.mustache": Self.index])
        defer { folder.remove() }
        let app = Application()
        app.views = try Views(folder.path + "/Views")
        try sessions(app, "a secret of more than 32 bytes: 0123456789")
        page(app)
        form(app)
        try await app.test(mode) { client async throws in
            let page = try await client.get("/beers").text
            #expect(page.contains("<h1>Beers</h1>"))
            #expect(page.contains("<li>Salt &amp; Lime, Gose</li>"))
            let added = try await client.post("/beers", form: ["name": "Fog", "style": "IPA"])
            #expect(added.status == .seeOther && added.headers["Location"] == "/beers")
            let wrong = try await client.post("/beers", form: ["name": "Fog"])
            #expect(wrong.status == .unprocessableContent && wrong.text == "'style' is missing.\n")
            #expect(try await client.get("/visits").text == "You have been here 1 times.")
            #expect(try await client.get("/visits").text == "You have been here 2 times.")
            let other = client.newVisitor()
            #expect(try await other.get("/visits").text == "You have been here 1 times.")
        }
    }
}
