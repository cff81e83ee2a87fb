import Foundation
import Taproom
import TaproomSessions

/// The page, its forms, and its events.
struct ChatPages: RouteCollection {
    let room: Room

    func addRoutes(to routes: some RouteBuilder) {
        routes.get("/") { request in try await page(request) }

        routes.post("/name") { request in
            let name = trimmed(try await request.form().require("name"))
            guard (1...30).contains(name.count) else {
                return try await page(
                    request, problems: ["name": "A name has 1 to 30 characters."], status: .unprocessableContent)
            }
            request.session["name"] = .string(name)
            return Response.redirect(to: "/")
        }

        routes.post("/messages") { request in
            guard let name = request.session["name"]?.stringValue else {
                throw HTTPError(.forbidden, "Choose a name first.")
            }
            // The page's script asks for JSON; without scripts the browser sends the form itself.
            let isScript = request.accepts("html", "json") == "json"
            let text = trimmed(try await request.form().require("text"))
            guard (1...500).contains(text.count) else {
                let problems = ["text": "A message has 1 to 500 characters."]
                if isScript { throw HTTPError(.unprocessableContent, fields: problems) }
                return try await page(request, problems: problems, status: .unprocessableContent)
            }
            let message = try await room.add(author: name, text: text)
            return isScript ? Response.json(message, status: .created) : Response.redirect(to: "/")
        }

        routes.get("/events") { request in
            // A browser that reconnects sends the id of its last message. On the first connection, the page sends it.
            let known = request.headers["Last-Event-ID"] ?? request.query["after"]
            guard known.map(Room.isID) ?? true else { throw HTTPError(.badRequest, "This is no id of a message.") }
            // The subscription begins before the messages are read, so that none is missed in between.
            var changes = try await room.changes().makeAsyncIterator()
            var response = Response.events { events in
                var last = known
                repeat {
                    for message in try await room.messages(after: last) {
                        try await events.send(json: message, id: message.id)
                        last = message.id
                    }
                } while try await changes.next() != nil
            }
            // Tells nginx to pass each event on at once.
            response.headers["X-Accel-Buffering"] = "no"
            return response
        }
    }

    /// Renders the page with the messages so far.
    private nonisolated(nonsending) func page(
        _ request: Request, problems: [String: String] = [:], status: HTTPStatus = .ok
    ) async throws -> Response {
        let messages = try await room.messages()
        return try request.render(
            "room",
            [
                "name": request.session["name"]?.stringValue, "messages": messages, "last": messages.last?.id,
                "problems": problems,
            ], status: status)
    }

    private func trimmed(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
