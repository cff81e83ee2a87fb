import Taproom
import TaproomTesting
import Testing

/// The contents of a response, and the error if it is not the expected one.
@Suite(.timeLimit(.minutes(1))) struct TestResponseTests {
    private struct Beer: Codable, Equatable {
        var name: String
        var abv: Double
    }

    private let app = Application()

    init() {
        app.get("/beers") { _ in [Beer(name: "Stout", abv: 5.5)] }
        app.get("/odd") { _ in [["name": "Stout"]] }
        app.get("/text") { _ in "<html>" }
        app.get("/none") { _ in }
    }

    @Test(arguments: TestMode.allCases)
    func jsonIsDecoded(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let response = try await client.get("/beers")
            #expect(try response.json([Beer].self) == [Beer(name: "Stout", abv: 5.5)])
            let beers: [Beer] = try response.json()
            #expect(beers.count == 1)
            #expect(response.body.count == response.text.utf8.count)
            #expect(response.status == .ok && response.status == 200 && response.status != 404)
        }
    }

    @Test func whatIsNotTheValueIsToldWithWhatCame() async throws {
        try await app.test(.inProcess) { client in
            let odd = try await client.get("/odd")
            let wrong = #expect(throws: TestError.self) { try odd.json([Beer].self) }
            #expect(wrong?.kind == .unexpectedResponse)
            #expect(
                wrong?.description == "the response to GET /odd is no JSON of Array<Beer>. '[0].abv' is missing. "
                    + #"It came with 200 OK, application/json, [{"name":"Stout"}]"#)
            let text = try await client.get("/text")
            let noJSON = #expect(throws: TestError.self) { try text.json(Beer.self) }
            #expect(noJSON?.description.hasSuffix("200 OK, text/plain; charset=utf-8, <html>") == true)
            let none = try await client.get("/none")
            let empty = #expect(throws: TestError.self) { try none.json(Beer.self) }
            #expect(empty?.description.hasSuffix("204 No Content, no content") == true)
        }
    }
}
