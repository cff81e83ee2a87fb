import Foundation
import Taproom
import TaproomTesting
import Testing

@testable import Notes

/// A note as the API returns it.
private struct NoteReply: Decodable {
    var id: Int
    var title: String
    var fileName: String?
}

/// An error of the API (RFC 9457).
private struct Problem: Decodable {
    var status: Int
    var fields: [String: String]
}

@Suite struct NotesTests {
    /// Serves the application for a test, with an empty database and sessions in memory.
    private func serve(_ mode: TestMode, _ test: (TestClient) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notes-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let app = try makeApplication(Settings(secret: "only for tests, of enough bytes", dataFolder: folder))
        try await app.test(mode, test)
    }

    /// Makes an account, which also logs the visitor in.
    private func signUp(_ client: TestClient, _ name: String = "ann") async throws {
        let response = try await client.post("/signup", form: ["name": name, "password": "correct horse"])
        try #require(response.status == .seeOther)
    }

    @Test(arguments: TestMode.allCases)
    func aNewAccountIsLoggedIn(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            let short = try await client.post("/signup", form: ["name": "ann", "password": "short"])
            #expect(short.status == .unprocessableContent)
            #expect(short.text.contains("A password has 8 to 200 characters."))
            #expect(short.text.contains(#"value="ann""#))

            try await signUp(client)
            #expect(try await client.get("/notes").text.contains("Welcome, ann."))

            let taken = try await client.newVisitor().post(
                "/signup", form: ["name": "ann", "password": "another password"])
            #expect(taken.status == .unprocessableContent)
            #expect(taken.text.contains("This name is taken."))
        }
    }

    @Test(arguments: TestMode.allCases)
    func aPasswordLogsIn(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let id = client.cookies["connect.sid"]
            #expect(try await client.post("/logout").headers["Location"] == "/login")
            #expect(try await client.get("/notes").status == .seeOther)

            let wrong = try await client.post("/login", form: ["name": "ann", "password": "wrong horse"])
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("There is no account of this name and password."))
            let nobody = try await client.post("/login", form: ["name": "bob", "password": "correct horse"])
            #expect(nobody.status == .unprocessableContent)

            let login = try await client.post("/login", form: ["name": "ann", "password": "correct horse"])
            #expect(login.headers["Location"] == "/notes")
            #expect(client.cookies["connect.sid"] != id)
            #expect(try await client.get("/notes").text.contains("Welcome back, ann."))
        }
    }

    @Test(arguments: TestMode.allCases)
    func notesAreForThoseWhoAreLoggedIn(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            for path in ["/notes", "/notes/new", "/notes/1", "/notes/nothing/here"] {
                #expect(try await client.get(path).headers["Location"] == "/login", "\(path)")
            }
            let refused = try await client.get("/api/notes")
            #expect(refused.status == .unauthorized)
            #expect(try await client.get("/assets/style.css").headers["Content-Type"]?.hasPrefix("text/css") == true)
        }
    }

    @Test(arguments: TestMode.allCases)
    func aNoteIsWrittenReadAndDeleted(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let untitled = try await client.post("/notes", form: ["title": " ", "text": "2 < 3"])
            #expect(untitled.status == .unprocessableContent)
            #expect(untitled.text.contains("A note needs a title."))
            #expect(untitled.text.contains("2 &lt; 3"))

            try await client.post("/notes", form: ["title": "Milk", "text": "2 < 3"])
            #expect(try await client.get("/notes").text.contains(#"<a href="/notes/1">Milk</a>"#))
            #expect(try await client.get("/notes/1").text.contains("2 &lt; 3"))

            try await client.post("/notes/1/delete")
            #expect(try await client.get("/notes").text.contains("There are none yet."))
            let gone = try await client.get("/notes/1", headers: ["Accept": "text/html"])
            #expect(gone.status == .notFound)
            #expect(gone.text.contains("Back to your notes"))
        }
    }

    @Test(arguments: TestMode.allCases)
    func theAPIWritesReadsAndDeletes(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let added = try await client.post("/api/notes", json: ["title": "Milk", "text": "two bottles"])
            #expect(added.status == .created)
            #expect(added.headers["Location"] == "/api/notes/1")
            #expect(try await client.get("/api/notes").json([NoteReply].self).map(\.title) == ["Milk"])
            #expect(try await client.get("/api/notes/1").json(NoteReply.self).title == "Milk")
            #expect(try await client.delete("/api/notes/1").status == .noContent)
            #expect(try await client.get("/api/notes/1").status == .notFound)
        }
    }

    @Test(arguments: TestMode.allCases)
    func theAPINamesTheFieldThatIsWrong(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let empty = try await client.post("/api/notes", json: ["title": "", "text": ""])
            #expect(empty.status == .unprocessableContent)
            #expect(try empty.json(Problem.self).fields == ["title": "A note needs a title."])
            let missing = try await client.post("/api/notes", json: ["title": "Milk"])
            #expect(missing.status == .unprocessableContent)
            #expect(try missing.json(Problem.self).fields.keys.sorted() == ["text"])
        }
    }

    @Test(arguments: TestMode.allCases)
    func aFileComesBackAsItWas(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            try await client.post("/notes", form: ["title": "Report", "text": ""])
            #expect(try await client.get("/notes/1/file").status == .notFound)

            let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try await client.post("/notes/1/file", multipart: [.file("file", filename: "März.pdf", bytes)])
            let file = try await client.get("/notes/1/file")
            #expect(file.body == bytes)
            #expect(file.headers["Content-Disposition"]?.hasPrefix("attachment") == true)
            #expect(file.headers["Content-Disposition"]?.contains("M%C3%A4rz.pdf") == true)

            let none = try await client.post("/notes/1/file", multipart: [.file("file", filename: "", "")])
            #expect(none.status == .unprocessableContent)
            #expect(none.text.contains("Choose a file."))
        }
    }

    @Test(arguments: TestMode.allCases)
    func aMessageIsShownOnce(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            _ = try await client.get("/notes")
            try await client.post("/notes", form: ["title": "Milk", "text": ""])
            #expect(try await client.get("/notes").text.contains("Saved “Milk”."))
            #expect(try await !client.get("/notes").text.contains("Saved “Milk”."))
        }
    }

    @Test(arguments: TestMode.allCases)
    func anotherTabHearsOfANewNote(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let other = client.newVisitor()
            try await other.post("/login", form: ["name": "ann", "password": "correct horse"])
            let stranger = client.newVisitor()
            try await signUp(stranger, "bob")

            let events = try await other.events("/notes/events")
            try await stranger.post("/notes", form: ["title": "Bob's", "text": ""])
            try await client.post("/notes", form: ["title": "Milk", "text": ""])
            for try await event in events {
                #expect(event == TestEvent(name: "note", data: "Milk", id: "2"))
                break
            }
        }
    }

    @Test(arguments: TestMode.allCases)
    func notesOfOthersAreNotThere(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            try await client.post("/notes", form: ["title": "Secret", "text": ""])
            let stranger = client.newVisitor()
            try await signUp(stranger, "bob")
            #expect(try await stranger.get("/notes/1").status == .notFound)
            #expect(try await stranger.get("/notes/1/file").status == .notFound)
            #expect(try await stranger.post("/notes/1/delete").status == .notFound)
            #expect(try await stranger.get("/api/notes/1").status == .notFound)
            #expect(try await stranger.delete("/api/notes/1").status == .notFound)
            #expect(try await !stranger.get("/notes").text.contains("Secret"))
        }
    }

    @Test(arguments: TestMode.allCases)
    func otherSitesAreRefused(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            try await signUp(client)
            let forged = try await client.post(
                "/notes", headers: ["Sec-Fetch-Site": "cross-site"], form: ["title": "Forged", "text": ""])
            #expect(forged.status == .forbidden)
            #expect(try await client.get("/api/notes").json([NoteReply].self).isEmpty)
        }
    }

    @Test(arguments: TestMode.allCases)
    func passwordsCanNotBeTriedOneAfterAnother(_ mode: TestMode) async throws {
        try await serve(mode) { client in
            for _ in 1...5 {
                let attempt = try await client.post("/login", form: ["name": "ann", "password": "a guess"])
                #expect(attempt.status == .unprocessableContent)
            }
            let refused = try await client.post("/login", form: ["name": "ann", "password": "a guess"])
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers["Retry-After"] != nil)
        }
    }
}
