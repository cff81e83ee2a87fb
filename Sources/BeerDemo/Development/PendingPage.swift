import Taproom
import TaproomSessions

/// What a handler leaves on the request in development, where the page is made after the session middleware
/// has done its work, as it tells of it.
final class PendingPage {
    let session: Session
    let glass: Glass
    let hasEnded: Bool
    /// As the handler found it: the end of the request gives the session its whole life again, but not the
    /// browser's cookie.
    let millisecondsLeft: Int

    init(session: Session, glass: Glass, hasEnded: Bool) {
        self.session = session
        self.glass = glass
        self.hasEnded = hasEnded
        millisecondsLeft = PageModel.millisecondsLeft(of: session)
    }
}

/// Makes the pages that handlers left, outside of the session middleware: by then the session is stored and
/// the cookie decided on.
struct PendingPages: Middleware {
    let pages: ReloadingPages
    let words: TraceText

    func respond(to request: Request, next: Next) async throws -> Response {
        // The page holds the session, which holds the request: the circle must not outlive it.
        defer { request[PendingPage.self] = nil }
        var response = await next(request)
        guard let page = request[PendingPage.self] else { return response }
        do {
            let trace = TraceModel(page.session, request, words)
            let model = PageModel(
                session: page.session, glass: page.glass, hasEnded: page.hasEnded,
                millisecondsLeft: page.millisecondsLeft, trace: trace)
            let made = try pages.current().index(model)
            response.status = made.status
            response.contentType = made.contentType
            response.body = made.body
            return response
        } catch {
            // The session is stored and its cookie goes out, whatever is wrong with the template.
            let made = TemplateErrorPage.response(error)
            response.status = made.status
            response.contentType = made.contentType
            response.body = made.body
            return response
        }
    }
}
