import Taproom
import TaproomSessions
import TaproomTesting
import Testing

/// The application that the examples of Documentation/Testing.md test.
private enum Bar {
    static func application() throws -> Application {
        let app = Application()
        app.use(try Sessions(store: MemoryStore(), secrets: ["a secret for tests, of more than 32 bytes"]))
        app.post("/login") { request in
            request.session["user"] = .string(try await request.form().require("user"))
            return Response.redirect(to: "/notes")
        }
        app.post("/notes") { request in
            guard request.session["user"] != nil else { throw HTTPError(.unauthorized) }
            let note = try await request.decode(Note.self)
            try request.session.append(note, to: "notes")
            return Response.json(note, status: .created)
        }
        app.get("/notes") { request in try request.session.get("notes", as: [Note].self) ?? [] }
        app.get("/ticks") { _ in
            Response.events { events in
                for number in 1...3 { try await events.send("\(number)", event: "tick") }
            }
        }
        return app
    }
}

struct Note: Codable, Equatable { var text: String }

/// The examples of Documentation/Testing.md.
@Suite(.timeLimit(.minutes(2))) struct TestingGuideTests {
    @Test(arguments: TestMode.allCases) func notesNeedALogin(mode: TestMode) async throws {
        try await Bar.application().test(mode) { client async throws in
            #expect(try await client.post("/notes", json: Note(text: "milk")).status == .unauthorized)
            #expect(try await client.post("/login", form: ["user": "ann"]).status == .seeOther)
            #expect(try await client.post("/notes", json: Note(text: "milk")).status == .created)
            let notes = try await client.get("/notes").json([Note].self)
            #expect(notes == [Note(text: "milk")])
        }
    }

    @Test func twoBrowsers() async throws {
        try await Bar.application().test(.inProcess) { client async throws in
            client.followsRedirects = true
            let page = try await client.post("/login", form: ["user": "ann"])
            #expect(page.status == .ok)
            #expect(client.cookies["connect.sid"] != nil)
            let stranger = client.newVisitor()
            #expect(try await stranger.post("/notes", json: Note(text: "milk")).status == .unauthorized)
        }
    }

    @Test func ticks() async throws {
        try await Bar.application().test(.live, timeout: .seconds(5)) { client async throws in
            var numbers: [String] = []
            for try await event in try await client.events("/ticks") { numbers.append(event.data) }
            #expect(numbers == ["1", "2", "3"])
        }
    }

    @Test func contentInPieces() async throws {
        try await Bar.application().test(.live(pieces: 3)) { client async throws in
            try await client.post("/login", form: ["user": "ann"])
            #expect(try await client.post("/notes", json: Note(text: "milk")).status == .created)
        }
    }

    @Test func aServerOfItsOwn() async throws {
        let server = try await Bar.application().start(port: 0)
        let client = TestClient(port: server.port)
        #expect(try await client.get("/notes").text == "[]")
        await server.stop()
    }

    @Test func aTimeoutSaysWhatWasWaitedFor() async throws {
        let app = Application()
        app.get("/slow") { _ in
            try await Task.sleep(for: .seconds(100))
            return "never"
        }
        let error = await #expect(throws: TestError.self) {
            try await app.test(.inProcess, timeout: .milliseconds(100)) { client in try await client.get("/slow") }
        }
        #expect(error?.kind == .timeout && error?.description.contains("/slow") == true)
    }
}
