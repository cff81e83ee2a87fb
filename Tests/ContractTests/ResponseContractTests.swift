import Foundation
import Taproom
import TaproomTesting
import Testing

/// The public API of responses.
@Suite(.timeLimit(.minutes(2))) struct ResponseContractTests {
    struct Beer: Encodable { var name: String }
    struct Page: ViewModel {
        let title: String
        static let fieldNames = ["title"]
        func field(at index: Int) -> ViewValue { .string(title) }
    }

    private static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("taproom-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("Views"), withIntermediateDirectories: true)
        try Data("{{title}}:{{#beers}} {{name}}{{/beers}}".utf8).write(
            to: folder.appendingPathComponent("Views/index.mustache"))
        try Data("0123456789".utf8).write(to: folder.appendingPathComponent("report.pdf"))
        return folder
    }

    private static func application(_ folder: URL) throws -> Application {
        let app = Application()
        app.views = try Views(folder.appendingPathComponent("Views").path)
        let file = folder.appendingPathComponent("report.pdf").path
        app.get("/html") { _ in Response.html("<p>Hello</p>") }
        app.get("/json") { _ in Response.json(["b": 1, "a": 2], status: .created) }
        app.get("/redirect") { _ in Response.redirect(to: "/café?q=a b") }
        app.get("/file") { _ in Response.file(file, attachment: "Bericht März.pdf") }
        app.get("/files/:name") { request in Response.file(try request.parameters.require("name"), in: folder.path) }
        app.get("/missing-page") { _ in
            var response = Response.file(file)
            response.status = .notFound
            response.headers["X-Own"] = "kept"
            return response
        }
        app.get("/own") { _ in
            var response = Response.file(file)
            response.headers["X-Own"] = "kept"
            return response
        }
        app.get("/log-out") { _ in
            var response = Response("bye")
            response.clearCookie("__Host-sid")
            return response
        }
        app.get("/nothing") { _ in Response.noContent }
        app.get("/stream") { _ in
            Response.stream { writer in
                try await writer.write("a")
                try await writer.write("b")
            }
        }
        app.get("/events") { _ in Response.events { events in try await events.send("one") } }
        let beers = [Beer(name: "Stout"), Beer(name: "Gose")]
        app.get("/page") { request in try request.render("index", ["title": "Beers", "beers": beers]) }
        app.get("/texts") { request in try request.render("index", ["title": "Texts"]) }
        app.get("/model") { request in try request.render("index", Page(title: "Model")) }
        app.get("/unknown") { request in try request.render("unknown", ["title": "None"]) }
        app.get("/theme") { _ in
            var response = Response("set")
            response.headers["Content-Type"] = "text/plain"
            response.setCookie(Cookie("theme", "dark", maxAge: .days(30), sameSite: .lax))
            return response
        }
        app.get("/light") { _ in
            var response = Response("cleared")
            response.clearCookie("theme")
            return response
        }
        app.get("/text") { _ in "text" }
        app.get("/status") { _ in HTTPStatus.accepted }
        app.get("/void") { _ in }
        app.get("/encodable") { _ in beers }
        app.get("/optional/:there") { request in request.parameters["there"] == "yes" ? beers[0] : nil }
        app.get("/infinite") { _ in Response.json(Double.infinity) }
        app.get("/conflict") { _ -> Response in throw HTTPError(.conflict, "Somebody was faster.") }
        let api = app.group("/api")
        api.onError { error, _ in Response("api: \((error as? HTTPError)?.status.code ?? 0)", status: .badRequest) }
        let v2 = app.group("/v2")
        v2.onError { error, request in ErrorResponse.problem(error, request) }
        v2.get("/beer") { _ -> Response in
            throw HTTPError(.unprocessableContent, fields: ["name": "is taken", "age": "is missing"])
        }
        app.get("/beer") { _ -> Response in
            throw HTTPError(.unprocessableContent, fields: ["name": "is taken", "age": "is missing"])
        }
        api.get("/conflict") { _ -> Response in throw HTTPError(.conflict, "Somebody was faster.") }
        return app
    }

    private func test(_ mode: TestMode, _ body: (TestClient) async throws -> Void) async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Self.application(folder).test(mode, body)
    }

    @Test(arguments: TestMode.allCases) func valuesThatBecomeResponses(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/text").headers["Content-Type"] == "text/plain; charset=utf-8")
            #expect(try await client.get("/status").status == .accepted)
            #expect(try await client.get("/void").status == .noContent)
            #expect(try await client.get("/encodable").text == #"[{"name":"Stout"},{"name":"Gose"}]"#)
            #expect(try await client.get("/optional/yes").text == #"{"name":"Stout"}"#)
            #expect(try await client.get("/optional/no").status == .notFound)
            #expect(try await client.get("/infinite").status == .internalServerError)
        }
    }

    @Test(arguments: TestMode.allCases) func responsesByName(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let html = try await client.get("/html")
            #expect(html.headers["content-type"] == "text/html; charset=utf-8")
            #expect(html.text == "<p>Hello</p>")
            let json = try await client.get("/json")
            #expect(json.status == .created)
            #expect(json.text == #"{"a":2,"b":1}"#)
            #expect(try await client.get("/redirect").headers["Location"] == "/caf%C3%A9?q=a%20b")
            #expect(try await client.get("/nothing").status == .noContent)
            #expect(try await client.get("/stream").text == "ab")
            for try await event in try await client.events("/events") { #expect(event.data == "one") }
        }
    }

    @Test(arguments: TestMode.allCases) func files(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let file = try await client.get("/file")
            #expect(file.text == "0123456789")
            #expect(file.headers["Content-Type"] == "application/pdf")
            #expect(
                file.headers["Content-Disposition"]
                    == "attachment; filename=\"Bericht M__rz.pdf\"; filename*=UTF-8''Bericht%20M%C3%A4rz.pdf")
            let head = try await client.head("/file")
            #expect(head.headers["Content-Length"] == "10" && head.body.isEmpty)
            let part = try await client.get("/file", headers: ["Range": "bytes=2-4"])
            #expect(part.status == .partialContent && part.text == "234")
            let tag = try #require(file.headers["ETag"])
            #expect(try await client.get("/file", headers: ["If-None-Match": tag]).status == .notModified)
            let missing = try await client.get("/missing-page", headers: ["Range": "bytes=2-4"])
            #expect(missing.status == .notFound && missing.text == "0123456789" && missing.headers["X-Own"] == "kept")
            for condition: HeaderFields in [["If-Match": "\"other\""], ["Range": "bytes=50-"]] {
                #expect(try await client.get("/own", headers: condition).headers["X-Own"] == "kept")
            }
            #expect(try await client.get("/log-out").headers["Set-Cookie"]?.contains("; Secure") == true)
            #expect(try await client.get("/files/report.pdf").text == "0123456789")
            for name in ["other.pdf", "..%2Freport.pdf", "Views", ".hidden"] {
                #expect(try await client.get("/files/\(name)").status == .notFound, "\(name)")
            }
        }
    }

    @Test(arguments: TestMode.allCases) func views(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let page = try await client.get("/page")
            #expect(page.text == "Beers: Stout Gose")
            #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(try await client.get("/texts").text == "Texts:")
            #expect(try await client.get("/model").text == "Model:")
            let unknown = try await client.get("/unknown")
            #expect(unknown.status == .internalServerError)
            #expect(unknown.text.contains("unknown"))
        }
    }

    @Test(arguments: TestMode.allCases) func cookies(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let set = try await client.get("/theme")
            #expect(set.headers["Content-Type"] == "text/plain")
            #expect(set.headers["Set-Cookie"] == "theme=dark; Max-Age=2592000; Path=/; SameSite=Lax")
            #expect(client.cookies["theme"] == "dark")
            let cleared = try await client.get("/light")
            #expect(cleared.headers["Set-Cookie"] == "theme=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")
            #expect(client.cookies["theme"] == nil)
        }
    }

    @Test(arguments: TestMode.allCases) func errors(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/conflict").text == "Somebody was faster.\n")
            let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
            let page = try await client.get("/conflict", headers: ["Accept": browser])
            #expect(page.status == .conflict)
            #expect(page.headers["Vary"] == "Accept")
            #expect(page.text.contains("<h1>409 Conflict</h1>") && page.text.contains("Somebody was faster."))
            let problem = try await client.get("/conflict", headers: ["Accept": "application/json, text/plain, */*"])
            #expect(problem.headers["Content-Type"] == "application/problem+json")
            #expect(problem.text == #"{"title":"Conflict","status":409,"detail":"Somebody was faster."}"#)
            #expect(try await client.get("/api/conflict").text == "api: 409")
            let fields = try await client.get("/v2/beer")
            #expect(fields.contentType == "application/problem+json")
            #expect(fields.text.hasSuffix(#""fields":{"age":"is missing","name":"is taken"}}"#))
            #expect(try await client.get("/beer").text == "Unprocessable Content\nage: is missing\nname: is taken\n")
        }
    }
}
