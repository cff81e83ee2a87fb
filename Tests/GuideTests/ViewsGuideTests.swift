import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Views.md.
@Suite(.timeLimit(.minutes(2))) struct ViewsGuideTests {
    private static let files = [
        "Views/layout.mustache": "<title>{{$title}}Bar{{/title}}</title>\n<main>\n{{$content}}{{/content}}\n</main>\n",
        "Views/beers.mustache": """
        {{<layout}}
        {{$title}}{{title}}{{/title}}
        {{$content}}
        <ul>
        {{#beers}}
        {{>parts/beer}}
        {{/beers}}
        </ul>
        {{^beers}}
        <p>Nothing on tap.</p>
        {{/beers}}
        {{/content}}
        {{/layout}}
        """,
        "Views/parts/beer.mustache": "<li>{{name}} {{{badge}}}</li>\n",
    ]

    struct Beer: Encodable {
        var name: String
        var badge: String?
    }

    private func render(_ app: Application) {
        app.get("/beers") { request in
            let beers = [Beer(name: "Salt & Lime", badge: "<b>new</b>"), Beer(name: "Stout")]
            return try request.render("beers", ["title": "On tap", "beers": beers])
        }
        app.get("/empty") { request in try request.render("beers", ["title": "Closed"], status: .notFound) }
    }

    struct Page: Encodable {
        var title: String
        var beers: [Beer]
    }

    private func value(_ app: Application) {
        app.get("/page") { request in
            try request.render("beers", Page(title: "Page", beers: [Beer(name: "Gose")]))
        }
    }

    struct Title: ViewModel {
        let title: String

        static let fieldNames = ["title"]

        func field(at index: Int) -> ViewValue { .string(title) }
    }

    private func model(_ app: Application) {
        app.get("/model") { request in try request.render("beers", Title(title: "Model")) }
    }

    private func setUp(_ folder: String) throws -> Application {
        let app = Application()
        app.views = try Views(folder + "/Views")
        return app
    }

    @Test(arguments: TestMode.allCases) func pages(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder(Self.files)
        defer { folder.remove() }
        let app = try setUp(folder.path)
        render(app)
        value(app)
        model(app)
        try await app.test(mode) { client async throws in
            let page = try await client.get("/beers")
            #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("<title>On tap</title>"))
            #expect(page.text.contains("<li>Salt &amp; Lime <b>new</b></li>\n<li>Stout </li>"))
            #expect(!page.text.contains("Nothing on tap."))
            let empty = try await client.get("/empty")
            #expect(empty.status == .notFound && empty.text.contains("Nothing on tap."))
            #expect(try await client.get("/page").text.contains("<li>Gose </li>"))
            #expect(try await client.get("/model").text.contains("<title>Model</title>"))
        }
    }

    @Test(arguments: TestMode.allCases) func mistakes(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder(["Views/index.mustache": "<h1>\n{{#beers}}\n</h1>"])
        defer { folder.remove() }
        let app = Application()
        app.views = try Views(folder.path + "/Views", reloads: true)
        app.get("/") { request in try request.render("index") }
        try await app.test(mode) { client async throws in
            let page = try await client.get("/")
            #expect(page.status == .internalServerError)
            #expect(page.text.contains("index.mustache:2:1"))
        }
        #expect(throws: TemplateError.self) { try Views(folder.path + "/Views", reloads: false) }
    }
}
