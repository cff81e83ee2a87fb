import Taproom

/// The same notes as JSON, below `/api`.
struct NoteAPI: RouteCollection {
    let notes: NoteStore
    let events: NoteEvents

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/notes") { request in try await notes.all(of: try request.accountID()) }
        routes.post("/notes") { request in
            let input = try await request.decode(NoteInput.self)
            try input.validate()
            let note = try await notes.add(input, of: try request.accountID())
            events.publish(note)
            var response = Response.json(note, status: .created)
            response.headers["Location"] = "/api/notes/\(note.id ?? 0)"
            return response
        }
        routes.get("/notes/:id") { request in
            let id = try request.parameters.require("id", as: Int64.self)
            return try await notes.note(id, of: try request.accountID())
        }
        routes.delete("/notes/:id") { request in
            let id = try request.parameters.require("id", as: Int64.self)
            guard let note = try await notes.note(id, of: try request.accountID()) else { throw HTTPError(.notFound) }
            try await notes.delete(note)
            return HTTPStatus.noContent
        }
    }
}
