import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Responses.md.
@Suite(.timeLimit(.minutes(2))) struct ResponsesGuideTests {
    struct Beer: Encodable { var name: String }

    private func values(_ app: Application) {
        let beers = [Beer(name: "Stout"), Beer(name: "Gose")]
        app.get("/text") { _ in "text/plain in UTF-8" }
        app.get("/status") { _ in HTTPStatus.accepted }
        app.get("/nothing") { _ in }
        app.get("/beers") { _ in beers }
        app.get("/beers/:name") { request in beers.first { $0.name == request.parameters["name"] } }
    }

    private func made(_ app: Application) {
        app.get("/html") { _ in Response.html("<p>Hello</p>") }
        app.post("/beers") { _ in Response.json(Beer(name: "Fog"), status: .created) }
        app.get("/old") { _ in Response.redirect(to: "/café?q=a b") }
        app.get("/moved") { _ in Response.redirect(to: "/beers", status: .permanentRedirect) }
        app.delete("/beers/:name") { _ in Response.noContent }
    }

    private func fields(_ app: Application) {
        app.get("/page") { _ in
            var response = Response("page 2", status: .partialContent)
            response.headers["Cache-Control"] = "no-store"
            response.addLink(to: "/page?number=3", relation: "next")
            response.vary(on: "Accept-Language")
            return response
        }
    }

    private func cookies(_ app: Application) {
        app.post("/theme") { _ in
            var response = Response("dark")
            response.setCookie(Cookie("theme", "dark", maxAge: .days(30), sameSite: .lax))
            return response
        }
        app.delete("/theme") { _ in
            var response = Response.noContent
            response.clearCookie("theme")
            return response
        }
    }

    private func files(_ app: Application, _ folder: String) {
        app.get("/report") { _ in Response.file(folder + "/report.pdf", attachment: "Bericht März.pdf") }
        app.get("/files/*") { request in
            Response.file(try request.parameters.require("*"), in: folder)
        }
    }

    struct Beers: Sendable {
        func one(_ request: Request) throws -> Response {
            guard let name = request.query["name"] else { return .redirect(to: "/beers") }
            return .json(Beer(name: name))
        }

        nonisolated(nonsending) func add(_ request: Request) async throws -> HTTPStatus {
            _ = try await request.form().require("name")
            return .created
        }
    }

    private func branches(_ app: Application) {
        let controller = Beers()
        app.get("/beer", handler: controller.one)
        app.post("/beer", handler: controller.add)
        app.get("/either") { request -> Response in
            guard request.query["json"] != nil else { return Response("text") }
            return Response.json(["a": 1])
        }
        app.get("/maybe") { request -> String? in
            guard request.query["known"] != nil else { return nil }
            return "known"
        }
    }

    @Test(arguments: TestMode.allCases) func responses(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder(["report.pdf": "0123456789", ".hidden": "secret"])
        defer { folder.remove() }
        let app = Application()
        values(app)
        made(app)
        fields(app)
        cookies(app)
        files(app, folder.path)
        branches(app)
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/text").headers["Content-Type"] == "text/plain; charset=utf-8")
            #expect(try await client.get("/status").status == .accepted)
            #expect(try await client.get("/nothing").status == .noContent)
            #expect(try await client.get("/beers").text == #"[{"name":"Stout"},{"name":"Gose"}]"#)
            #expect(try await client.get("/beers/Gose").text == #"{"name":"Gose"}"#)
            #expect(try await client.get("/beers/none").status == .notFound)

            #expect(try await client.get("/html").headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(try await client.post("/beers").status == .created)
            let old = try await client.get("/old")
            #expect(old.status == .seeOther && old.headers["Location"] == "/caf%C3%A9?q=a%20b")
            #expect(try await client.get("/moved").status == .permanentRedirect)
            #expect(try await client.delete("/beers/x").status == .noContent)

            let page = try await client.get("/page")
            #expect(page.headers["Cache-Control"] == "no-store")
            #expect(page.headers["Link"] == #"</page?number=3>; rel="next""#)
            #expect(page.headers["Vary"] == "Accept-Language")

            let theme = try await client.post("/theme")
            #expect(theme.headers["Set-Cookie"] == "theme=dark; Max-Age=2592000; Path=/; SameSite=Lax")
            #expect(client.cookies["theme"] == "dark")
            try await client.delete("/theme")
            #expect(client.cookies["theme"] == nil)

            let report = try await client.get("/report")
            #expect(report.text == "0123456789" && report.headers["Content-Type"] == "application/pdf")
            #expect(report.headers["Content-Disposition"]?.contains("filename*=UTF-8''Bericht%20M%C3%A4rz.pdf") == true)
            let part = try await client.get("/files/report.pdf", headers: ["Range": "bytes=2-4"])
            #expect(part.status == .partialContent && part.text == "234")
            for name in [".hidden", "..%2Freport.pdf", "none"] {
                #expect(try await client.get("/files/\(name)").status == .notFound, "\(name)")
            }

            #expect(try await client.get("/beer?name=Fog").text == #"{"name":"Fog"}"#)
            #expect(try await client.get("/beer").headers["Location"] == "/beers")
            #expect(try await client.post("/beer", form: ["name": "Fog"]).status == .created)
            #expect(try await client.get("/either").text == "text")
            #expect(try await client.get("/either?json").text == #"{"a":1}"#)
            #expect(try await client.get("/maybe").status == .notFound)
            #expect(try await client.get("/maybe?known").text == "known")
        }
    }
}
