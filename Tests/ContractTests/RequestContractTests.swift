import Foundation
import Taproom
import TaproomTesting
import Testing

/// The public API of requests, used with the public products only and without compiler settings.
@Suite(.timeLimit(.minutes(2))) struct RequestContractTests {
    struct Search: Codable, Equatable {
        struct Price: Codable, Equatable {
            var from: Double?
            var to: Double?
        }

        enum Order: String, Codable { case name, price }

        var text: String
        var tags: [String]
        var page: Int?
        var order: Order?
        var price: Price?
        var onlyNew: Bool
    }

    struct NewUser: Codable, Equatable {
        struct Address: Codable, Equatable { var zip: String }

        var name: String
        var age: Int
        var address: Address
    }

    struct Upload: Decodable {
        var title: String
        var picture: UploadedFile
    }

    struct User { var name: String }
    struct CurrentUser: RequestKey { typealias Value = User }

    private static func application() -> Application {
        let app = Application()
        app.use { request, next in
            if let name = request.headers["X-User"] { request[CurrentUser.self] = User(name: name) }
            return await next(request)
        }
        app.get("/agent") { request in request.headers["USER-agent"] ?? "none" }
        app.get("/users/:id") { request in
            let id = try request.parameters.require("id", as: Int.self)
            return "user \(id)"
        }
        app.get("/things/:id") { request in
            let id = try request.parameters.require("id", as: UUID.self)
            let none = try request.parameters.get("other", as: Int.self)
            return "\(id.uuidString) \(none == nil)"
        }
        app.get("/page") { request in "\(try request.query.get("page", as: Int.self) ?? 1)" }
        app.get("/search") { request in try request.query.decode(Search.self) }
        app.post("/users") { request in
            let user = try await request.decode(NewUser.self)
            return Response.json(user, status: .created)
        }
        app.post("/pictures") { request in
            let upload = try await request.decode(Upload.self)
            return "\(upload.title): \(upload.picture.fileName), \(try await upload.picture.bytes().count) bytes"
        }
        app.post("/twice") { request in
            let first = try await request.body.collect()
            return try await request.body.collect() == first ? "same" : "different"
        }
        app.post("/part") { request in
            for try await _ in request.body { break }
            do {
                _ = try await request.body.collect()
                return "read again"
            } catch BodyError.alreadyRead {
                return "already read"
            }
        }
        app.get("/theme") { request in request.cookies["theme"] ?? "none" }
        app.get("/cart") { request in try request.signedCookie("cart", secrets: ["new", "old"]) ?? "none" }
        app.get("/kind") { request in request.accepts("html", "json") ?? "neither" }
        app.get("/fresh") { request in
            request.isFresh(etag: "\"v1\"", lastModified: nil) ? Response(status: .notModified) : Response("new")
        }
        app.get("/since") { request in
            let changed = Date(timeIntervalSince1970: 1_700_000_000.5)
            return request.isFresh(lastModified: changed) ? Response(status: .notModified) : Response("new")
        }
        app.get("/who") { request in request[CurrentUser.self]?.name }
        app.get("/facts") { request in
            request.logger.info("asked")
            return "\(request.clientAddress) \(request.host) \(request.scheme) \(request.id.isEmpty)"
        }
        return app
    }

    private func test(_ mode: TestMode, _ body: (TestClient) async throws -> Void) async throws {
        try await Self.application().test(mode, body)
    }

    @Test(arguments: TestMode.allCases) func headers(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/agent", headers: ["User-Agent": "tests"]).text == "tests")
        }
    }

    @Test(arguments: TestMode.allCases) func parameters(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/users/7").text == "user 7")
            let wrong = try await client.get("/users/seven")
            #expect(wrong.status == .badRequest)
            #expect(wrong.text == "The parameter 'id' is not a whole number.\n")
            let id = UUID()
            #expect(try await client.get("/things/\(id)").text == "\(id) true")
            #expect(try await client.get("/things/1").status == .badRequest)
        }
    }

    @Test(arguments: TestMode.allCases) func query(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/page").text == "1")
            #expect(try await client.get("/page?page=3").text == "3")
            let wrong = try await client.get("/page?page=x", headers: ["Accept": "text/html"])
            #expect(wrong.status == .badRequest)
            #expect(wrong.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(wrong.text.contains("<code>page</code> is not a whole number"))
            let path = "/search?text=a+b&tags=x&tags=y&price[from]=1.5&order=price&page=&onlyNew=on"
            let search = try await client.get(path).json(Search.self)
            #expect(
                search
                    == Search(
                        text: "a b", tags: ["x", "y"], page: nil, order: .price, price: .init(from: 1.5), onlyNew: true)
            )
            let missing = try await client.get("/search?order=price")
            #expect(missing.status == .badRequest)
            #expect(missing.text == "'text' is missing.\n")
            let nested = try await client.get("/search?text=a&price[from]=cheap")
            #expect(nested.text == "'price.from' is not a number.\n")
            #expect(try await client.get("/search?text=a&order=size").status == .badRequest)
        }
    }

    @Test(arguments: TestMode.allCases) func contentByItsType(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let ann = NewUser(name: "Ann", age: 30, address: .init(zip: "12345"))
            let created = try await client.post("/users", json: ann)
            #expect(created.status == .created)
            #expect(try created.json(NewUser.self) == ann)
            let form = try await client.post("/users", form: ["name": "Ann", "age": "30", "address[zip]": "12345"])
            #expect(try form.json(NewUser.self) == ann)
            let parts = try await client.post(
                "/users", multipart: [.field("name", "Ann"), .field("age", "30"), .field("address[zip]", "12345")])
            #expect(try parts.json(NewUser.self) == ann)
            let picture = try await client.post(
                "/pictures",
                multipart: [
                    .field("title", "Sea"),
                    .file("picture", filename: "sea.png", contentType: "image/png", [1, 2, 3]),
                ])
            #expect(picture.text == "Sea: sea.png, 3 bytes")
        }
    }

    @Test(arguments: TestMode.allCases) func contentThatIsWrong(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.post("/users", body: "Ann").status == .unsupportedMediaType)
            let headers: HeaderFields = ["Content-Type": "application/json", "Accept": "application/json"]
            #expect(try await client.post("/users", headers: headers, body: "{").status == .badRequest)
            let wrong = try await client.post(
                "/users", headers: headers, body: #"{"name": "Ann", "age": 30, "address": {}}"#)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.headers["Content-Type"] == "application/problem+json")
            struct Problem: Decodable {
                var title: String
                var status: Int
                var detail: String
                var fields: [String: String]
            }
            let problem = try wrong.json(Problem.self)
            #expect(problem.status == 422)
            #expect(problem.title == "Unprocessable Content")
            #expect(problem.detail == "'address.zip' is missing.")
            #expect(problem.fields == ["address.zip": "is missing"])
            let form = try await client.post("/users", form: ["name": "Ann", "age": "old", "address[zip]": "1"])
            #expect(form.status == .unprocessableContent)
            #expect(form.text == "'age' is not a whole number.\n")
            let noFile = try await client.post("/pictures", multipart: [.field("title", "a"), .field("picture", "b")])
            #expect(noFile.text == "'picture' is not a file.\n")
        }
    }

    @Test(arguments: TestMode.allCases) func bodies(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.post("/twice", body: "abc").text == "same")
            #expect(try await client.post("/part", body: "abc").text == "already read")
        }
    }

    @Test(arguments: TestMode.allCases) func cookies(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            client.cookies["theme"] = "dark"
            #expect(try await client.get("/theme").text == "dark")
            let signed = Cookie("cart", "two beers").signed(by: "old")
            #expect(signed.value.hasPrefix("s:two beers."))
            client.cookies["cart"] = signed.value
            #expect(try await client.get("/cart").text == "two beers")
            client.cookies["cart"] = signed.value.replacingOccurrences(of: "two", with: "ten")
            #expect(try await client.get("/cart").text == "none")
        }
    }

    @Test(arguments: TestMode.allCases) func negotiation(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            let kinds: [(String, String)] = [
                ("text/html", "html"), ("application/json", "json"), ("*/*", "html"), ("image/png", "neither"),
                ("text/*;q=0.2, application/json;q=0.9", "json"), ("text/html;q=0, */*", "json"),
            ]
            for (accept, kind) in kinds {
                #expect(try await client.get("/kind", headers: ["Accept": accept]).text == kind, "\(accept)")
            }
            #expect(try await client.get("/kind").text == "html")
            #expect(try await client.get("/fresh", headers: ["If-None-Match": "\"v1\""]).status == .notModified)
            #expect(try await client.get("/fresh", headers: ["If-None-Match": "\"v2\""]).text == "new")
            let same = try await client.get("/since", headers: ["If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"])
            #expect(same.status == .notModified)
            let older = try await client.get("/since", headers: ["If-Modified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"])
            #expect(older.text == "new")
        }
    }

    @Test(arguments: TestMode.allCases) func valuesAndFacts(_ mode: TestMode) async throws {
        try await test(mode) { client async throws in
            #expect(try await client.get("/who", headers: ["X-User": "Ann"]).text == "Ann")
            #expect(try await client.get("/who").status == .notFound)
            let facts = try await client.get("/facts", headers: ["Host": "beer.example:8080"]).text
            #expect(facts == "127.0.0.1 beer.example:8080 http false")
        }
    }
}
