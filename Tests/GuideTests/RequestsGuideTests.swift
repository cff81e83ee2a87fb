import Foundation
import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/Requests.md.
@Suite(.timeLimit(.minutes(2))) struct RequestsGuideTests {
    private func parts(_ app: Application) {
        app.get("/facts/:id") { request in
            let id = try request.parameters.require("id", as: Int.self)
            let page = try request.query.get("page", as: Int.self) ?? 1
            let agent = request.headers["User-Agent"] ?? "nothing"
            let theme = request.cookies["theme"] ?? "light"
            return "\(request.method.name) \(id), page \(page), by \(agent), \(theme)"
        }
    }

    struct Search: Codable {
        struct Price: Codable {
            var from: Double?
            var to: Double?
        }

        var text: String
        var tags: [String]
        var page: Int?
        var price: Price?
    }

    private func query(_ app: Application) {
        app.get("/search") { request in try request.query.decode(Search.self) }
    }

    struct NewUser: Codable {
        struct Address: Codable { var zip: String }

        var name: String
        var age: Int
        var address: Address
    }

    private func content(_ app: Application) {
        app.post("/users") { request in
            let user = try await request.decode(NewUser.self)
            return Response.json(user, status: .created)
        }
    }

    private func raw(_ app: Application) {
        app.post("/echo") { request in
            let bytes = try await request.body.collect(upTo: 1000)
            return String(decoding: bytes, as: UTF8.self)
        }
        app.post("/size", bodyLimit: 1_000_000_000) { request in
            var size = 0
            for try await chunk in request.body { size += chunk.count }
            return "\(size)"
        }
    }

    private func signed(_ app: Application, _ secret: String) {
        app.post("/cart") { _ in
            var response = Response("kept")
            response.setCookie(Cookie("cart", "two beers", httpOnly: true).signed(by: secret))
            return response
        }
        app.get("/cart") { request in try request.signedCookie("cart", secrets: [secret]) }
    }

    private func negotiation(_ app: Application) {
        app.get("/beer") { request in
            switch request.accepts("html", "json") {
            case "html": Response.html("<p>Stout</p>")
            case "json": Response.json(["name": "Stout"])
            default: Response(status: .notAcceptable)
            }
        }
        app.get("/report") { request in
            let tag = "\"version-7\""
            var response = request.isFresh(etag: tag) ? Response(status: .notModified) : Response("a long report")
            response.headers["ETag"] = tag
            return response
        }
    }

    struct User: Sendable { var name: String }
    struct CurrentUser: RequestKey { typealias Value = User }

    private func values(_ app: Application) {
        app.use { request, next in
            if let name = request.headers["X-User"] { request[CurrentUser.self] = User(name: name) }
            return await next(request)
        }
        app.get("/me") { request in request[CurrentUser.self]?.name }
    }

    private func client(_ app: Application) {
        app.settings.trustedProxies = .loopback
        app.get("/client") { request in
            request.logger.info("asked for the client")
            return "\(request.clientAddress) \(request.scheme) \(request.host) \(request.hostname)"
        }
    }

    @Test(arguments: TestMode.allCases) func requests(_ mode: TestMode) async throws {
        let app = Application()
        parts(app)
        query(app)
        content(app)
        raw(app)
        signed(app, "a secret of more than 32 bytes: 0123456789")
        negotiation(app)
        values(app)
        client(app)
        try await app.test(mode) { client async throws in
            client.cookies["theme"] = "dark"
            let facts = try await client.get("/facts/7?page=2", headers: ["User-Agent": "tests"])
            #expect(facts.text == "GET 7, page 2, by tests, dark")
            let wrong = try await client.get("/facts/7?page=two")
            #expect(wrong.status == .badRequest && wrong.text == "The field 'page' is not a whole number.\n")

            let search = try await client.get("/search?text=stout&tags=dark&tags=cold&price[to]=4.5")
            #expect(search.text == #"{"text":"stout","tags":["dark","cold"],"price":{"to":4.5}}"#)
            #expect(try await client.get("/search").status == .badRequest)

            let ann = NewUser(name: "Ann", age: 30, address: .init(zip: "12345"))
            #expect(try await client.post("/users", json: ann).status == .created)
            let form: TestForm = ["name": "Ann", "age": "30", "address[zip]": "12345"]
            #expect(try await client.post("/users", form: form).status == .created)
            let json: HeaderFields = ["Content-Type": "application/json"]
            #expect(try await client.post("/users", headers: json, body: "{").status == .badRequest)
            let missing = try await client.post(
                "/users", headers: json, body: #"{"name": "Ann", "age": 30, "address": {}}"#)
            #expect(missing.status == .unprocessableContent)
            #expect(missing.text.contains(#""detail":"'address.zip' is missing.""#))
            #expect(try await client.post("/users", body: "Ann").status == .unsupportedMediaType)

            #expect(try await client.post("/echo", body: "abc").text == "abc")
            let long = String(repeating: "a", count: 1001)
            #expect(try await client.post("/echo", body: long).status == .contentTooLarge)
            #expect(try await client.post("/size", body: long).text == "1001")

            #expect(try await client.get("/cart").status == .notFound)
            #expect(try await client.post("/cart").setCookie(named: "cart")?.isHTTPOnly == true)
            #expect(try await client.get("/cart").text == "two beers")
            client.cookies["cart"] = "s:ten beers.forged"
            #expect(try await client.get("/cart").status == .notFound)

            #expect(try await client.get("/beer", headers: ["Accept": "application/json"]).text == #"{"name":"Stout"}"#)
            #expect(try await client.get("/beer", headers: ["Accept": "text/html"]).text == "<p>Stout</p>")
            #expect(try await client.get("/beer", headers: ["Accept": "image/png"]).status == .notAcceptable)
            #expect(try await client.get("/report").text == "a long report")
            let again = try await client.get("/report", headers: ["If-None-Match": "\"version-7\""])
            #expect(again.status == .notModified)

            #expect(try await client.get("/me", headers: ["X-User": "Ann"]).text == "Ann")
            let forwarded: HeaderFields = [
                "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "bar.example:8080",
            ]
            let facts2 = try await client.get("/client", headers: forwarded).text
            #expect(facts2 == "203.0.113.9 https bar.example:8080 bar.example")
        }
    }

    @Test(arguments: TestMode.allCases) func readTwice(_ mode: TestMode) async throws {
        let app = Application()
        app.post("/part") { request in
            for try await _ in request.body { break }
            do {
                return try await "\(request.body.collect().count) bytes"
            } catch BodyError.alreadyRead {
                return "read already"
            }
        }
        try await app.test(mode) { client async throws in
            #expect(try await client.post("/part", body: "abc").text == "read already")
        }
    }
}
