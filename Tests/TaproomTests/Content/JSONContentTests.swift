import Foundation
import Taproom
import TaproomTesting
import Testing

/// JSON in requests and responses.
@Suite struct JSONContentTests {
    private struct Note: Codable, Equatable {
        var title: String
        var at: Date
        var tags: [String: Int]
    }

    private func app() -> Application {
        let app = Application()
        app.post("/notes") { request in Response.json(try await request.json(Note.self), status: .created) }
        return app
    }

    private let headers = [(name: "Content-Type", value: "application/json")]

    @Test func aNoteComesBackAsItWas() async throws {
        try await app().test(.inProcess) { client async throws in
            let json = #"{"title":"é","at":"2026-11-28T12:00:00.123Z","tags":{"a":1,"b":2,"c":3}}"#
            for _ in 0..<5 {
                let response = try await client.post("/notes", headers: headers, body: json)
                #expect(response.status == 201)
                #expect(response["Content-Type"] == "application/json")
                #expect(response.text == json)
            }
        }
    }

    @Test(arguments: [
        (#"{"title":"a","at":"2026-11-28T12:00:00Z","tags":{},}"#, 400, "The content is not JSON"),
        ("[01]", 400, "The content is not JSON"), ("", 400, "The content is not JSON"),
        (#"{"title":"a","tags":{}}"#, 422, "'at' is missing."),
        (#"{"title":"a","at":1795867200,"tags":{}}"#, 422, "'at' must be a string, not a number."),
        (
            #"{"title":"a","at":"2026-11-28T12:00:00Z","tags":{"x":"1"}}"#, 422,
            "'tags.x' must be a number, not a string."
        ),
        ("[]", 422, "The content must be an object, not an array."),
    ])
    func whatIsWrongIsSaidWithItsPlace(_ json: String, _ status: Int, _ message: String) async throws {
        try await app().test(.inProcess) { client async throws in
            let response = try await client.post("/notes", headers: headers, body: json)
            #expect(response.status.code == status)
            #expect(response.text.contains(message), "\(response.text)")
        }
    }

    @Test func anotherMediaTypeIsRefused() async throws {
        try await app().test(.inProcess) { client async throws in
            #expect(try await client.post("/notes", body: "{}").status == 415)
        }
    }
}
