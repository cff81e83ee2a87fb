import Taproom
import TaproomTesting
import Testing

/// The tests of a program as its author writes them.
@Suite(.timeLimit(.minutes(1))) struct NotesTests {
    struct Note: Codable, Equatable, Sendable {
        var id: Int
        var title: String
        var isPinned: Bool
    }

    struct NewNote: Codable, Sendable {
        var title: String
        var isPinned: Bool
    }

    private actor Notes {
        private(set) var all: [Note] = []

        func add(_ note: NewNote) -> Note {
            let note = Note(id: all.count + 1, title: note.title, isPinned: note.isPinned)
            all.append(note)
            return note
        }
    }

    private static func app() -> Application {
        let notes = Notes()
        let app = Application()
        app.post("/login") { request in
            guard let user = try await request.form()["user"] else { throw HTTPError(.badRequest, "Who are you?") }
            var response = Response.redirect(to: "/notes")
            let cookie = Cookie("user", user)
            response.headers.append("Set-Cookie", cookie.text)
            return response
        }
        app.get("/notes") { request in
            guard request.cookies["user"] != nil else { throw HTTPError(.unauthorized) }
            return await notes.all
        }
        app.post("/notes") { request in
            guard request.cookies["user"] != nil else { throw HTTPError(.unauthorized) }
            let note = await notes.add(try await request.json(NewNote.self))
            return Response.json(note, status: .created)
        }
        app.get("/ticks") { _ in
            Response.events { events in
                for number in 1... {
                    try await events.send("\(number)", event: "tick", id: "t\(number)")
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
        }
        return app
    }

    @Test(arguments: TestMode.allCases + [.live(pieces: 3), .inProcess(pieces: 3)])
    func aVisitorLogsInAndKeepsNotes(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            #expect(try await client.get("/notes").status == .unauthorized)

            try await client.post("/login", form: ["user": "ann & bob"])
            #expect(client.cookies["user"] == "ann & bob")
            let notes = try await client.get("/notes").json([Note].self)
            #expect(notes.isEmpty)

            let note = NewNote(title: "Bericht März", isPinned: true)
            let created = try await client.post("/notes", json: note, headers: ["X-Client": "test"])
            #expect(created.status == 201)
            #expect(created.headers["Content-Type"] == "application/json")
            #expect(try created.json(Note.self) == Note(id: 1, title: "Bericht März", isPinned: true))
            #expect(try await client.get("/notes").json([Note].self).map(\.title) == ["Bericht März"])

            #expect(try await client.newVisitor().get("/notes").status == .unauthorized)
            client.forgetCookies()
            #expect(try await client.get("/notes").status == 401)
        }
    }

    @Test(arguments: TestMode.allCases)
    func eventsComeOneByOne(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            var seen: [TestEvent] = []
            for try await event in try await client.events("/ticks") {
                seen.append(event)
                if seen.count == 3 { break }
            }
            #expect(seen.map(\.data) == ["1", "2", "3"])
            #expect(seen.map(\.name) == ["tick", "tick", "tick"])
            #expect(seen.last?.id == "t3")
        }
    }

    @Test(arguments: TestMode.allCases) @MainActor
    func aTestOfTheMainActorReadsTheSame(_ mode: TestMode) async throws {
        var count = 0
        let app = Self.app()
        app.get("/twice") { _ in
            Response.events { events in for _ in 0..<2 { try await events.send("x") } }
        }
        try await app.test(mode) { client in
            try await client.post("/login", form: ["user": "ann"])
            let notes = try await client.get("/notes").json([Note].self)
            #expect(notes.isEmpty)
            for try await event in try await client.events("/twice") {
                #expect(event.data == "x")
                count += 1
            }
        }
        #expect(count == 2)
    }

    @Test(arguments: TestMode.allCases)
    func manyRequestsAreSentAtATime(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            client.cookies["user"] = "ann"
            try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
                for number in 0..<50 {
                    let note = NewNote(title: "\(number)", isPinned: false)
                    group.addTask { try await client.post("/notes", json: note).status }
                }
                for try await status in group { #expect(status == .created) }
            }
            let notes = try await client.get("/notes").json([Note].self)
            #expect(Set(notes.map(\.title)) == Set((0..<50).map { "\($0)" }))
        }
    }

    @Test func theResultOfTheTestIsReturned() async throws {
        let status = try await Self.app().test { client in try await client.get("/notes").status }
        #expect(status == .unauthorized)
    }

    @Test(arguments: TestMode.allCases)
    func whatATestThrowsIsThrownAndTheServerStopped(_ mode: TestMode) async throws {
        struct Failure: Error {}
        var kept: TestClient?
        await #expect(throws: Failure.self) {
            try await Self.app().test(mode) { client in
                kept = client
                throw Failure()
            }
        }
        guard mode == .live, let kept else { return }
        let error = await #expect(throws: TestError.self) { try await kept.get("/notes") }
        #expect(error?.kind == .noResponse)
        #expect(error?.description.hasPrefix("GET /notes: ") == true)
    }

    @Test func aRouteThatMeansNothingIsThrown() async {
        let app = Application()
        app.get("/a/:") { _ in "" }
        for mode in TestMode.allCases {
            await #expect(throws: RouteError.self) { try await app.test(mode) { _ in } }
        }
    }
}
