import Taproom
import TaproomSessions

/// The pages below `/notes`.
struct NotePages: RouteCollection {
    let notes: NoteStore
    let events: NoteEvents

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/") { request in
            try request.page("notes", ["notes": try await notes.all(of: try request.accountID())])
        }
        routes.get("/new") { request in try request.page("new") }
        routes.post("/") { request in
            let input = try await request.decode(NoteInput.self)
            let problems = input.problems
            guard problems.isEmpty else {
                return try request.page(
                    "new", ["title": input.title, "text": input.text, "problems": problems],
                    status: .unprocessableContent)
            }
            events.publish(try await notes.add(input, of: try request.accountID()))
            request.session.flash("Saved “\(input.title)”.")
            return Response.redirect(to: "/notes")
        }

        // The events announce each new note to the account's other tabs. The subscription begins before the response.
        routes.get("/events") { request in
            let subscription = events.subscribe(try request.accountID())
            return Response.events { stream in
                for await note in subscription {
                    try await stream.send(note.title, event: "note", id: note.id.map { "\($0)" })
                }
            }
        }

        routes.get("/:id") { request in
            try request.page("note", ["note": try await note(of: request)])
        }
        routes.post("/:id/delete") { request in
            let note = try await note(of: request)
            try await notes.delete(note)
            request.session.flash("Deleted “\(note.title)”.")
            return Response.redirect(to: "/notes")
        }

        routes.post("/:id/file", bodyLimit: 10_000_000) { request in
            let note = try await note(of: request)
            let upload = try await request.decode(Upload.self)
            guard let file = upload.file else {
                return try request.page(
                    "note", ["note": note, "problems": ["file": "Choose a file."]], status: .unprocessableContent)
            }
            try await notes.attach(file, to: note)
            request.session.flash("Attached \(file.fileName).")
            return Response.redirect(to: "/notes/\(note.id ?? 0)")
        }
        routes.get("/:id/file") { request in
            let note = try await note(of: request)
            guard let id = note.id, let fileName = note.fileName else { throw HTTPError(.notFound) }
            return Response.file("\(id)", in: notes.folder, attachment: fileName)
        }
    }

    /// The form of a file. It has no file if the visitor chose none.
    private struct Upload: Decodable {
        var file: UploadedFile?
    }

    /// Returns the visitor's note that the path names.
    ///
    /// - Throws: `HTTPError` 404 if it does not exist, or belongs to another account.
    private nonisolated(nonsending) func note(of request: Request) async throws -> Note {
        let id = try request.parameters.require("id", as: Int64.self)
        guard let note = try await notes.note(id, of: try request.accountID()) else { throw HTTPError(.notFound) }
        return note
    }
}
