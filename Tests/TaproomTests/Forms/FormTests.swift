import Taproom
import TaproomTesting
import Testing

/// Forms and queries as handlers see them.
@Suite struct FormTests {
    private let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    private func app() -> Application {
        let app = Application()
        app.post("/") { request in "\(try await request.form().pairs.count)" }
        app.get("/") { request in "\(request.query.pairs.count)" }
        return app
    }

    @Test func aFormWithTooManyFieldsIsRefusedAsAWhole() async throws {
        try await app().test(.inProcess) { client async throws in
            let many = String(repeating: "a=b&", count: 1000)
            #expect(try await client.post("/", headers: headers, body: many).text == "1000")
            let refused = try await client.post("/", headers: headers, body: many + "c")
            #expect(refused.status == 413)
            #expect(refused.text.contains("more than 1000 fields"))
        }
    }

    @Test(arguments: TestMode.allCases)
    func aLargeFormArrivesAsASmallOneDoes(_ mode: TestMode) async throws {
        try await app().test(mode) { client async throws in
            let large = "a=" + String(repeating: "%", count: 200_000) + "&b=1"
            #expect(try await client.post("/", headers: headers, body: large).text == "2")
            let refused = try await client.post(
                "/", headers: headers, body: large + String(repeating: "&c", count: 999))
            #expect(refused.status == 413)
        }
    }

    @Test func noFieldOfAQueryIsDropped() async throws {
        try await app().test(.inProcess) { client async throws in
            #expect(try await client.get("/?" + String(repeating: "a&", count: 4000)).text == "4000")
        }
    }

    @Test func theMediaTypeIsReadByBytes() async throws {
        try await app().test(.inProcess) { client async throws in
            for type in ["application/x-www-form-urlencoded;\u{301}", "APPLICATION/X-WWW-FORM-URLENCODED\t; a=b"] {
                #expect(try await client.post("/", headers: [("Content-Type", type)], body: "a=1").text == "1")
            }
        }
    }
}
