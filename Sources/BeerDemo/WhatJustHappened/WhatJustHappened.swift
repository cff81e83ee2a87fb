import Taproom
import TaproomSessions

/// In development, adds the session middleware's trace to the page: Views/trace.mustache. It is outside of the session
/// middleware, which saves the session after the page has been rendered.
struct WhatJustHappened: Middleware {
    let text: TraceText

    func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard let trace = request[SessionTrace.self], case .bytes(var page) = response.body,
            response.contentType?.hasPrefix("text/html") == true, let end = Self.endOfMain(page)
        else { return response }
        let section = try request.render("trace", TraceModel(trace, request, text))
        page.insert(contentsOf: try await section.body.collect(), at: end)
        response.body = .bytes(page)
        return response
    }

    /// Returns the index of the last `</main>`; nil if there is none.
    private static func endOfMain(_ page: [UInt8]) -> Int? {
        let mark = Array("</main>".utf8)
        guard page.count >= mark.count else { return nil }
        return (0...(page.count - mark.count)).last { page[$0..<($0 + mark.count)].elementsEqual(mark) }
    }
}
