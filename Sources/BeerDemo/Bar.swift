import Logging
import Taproom
import TaproomSessions
import TaproomViews

/// Serves the pages: in production from templates compiled at the start; in development from the files as they
/// are now, and with what the session middleware did.
enum Bar: Sendable {
    case production(Pages)
    case development(ReloadingPages)

    /// - Throws: `StartError` in production where a template is wrong. In development the browser shows it.
    init(directory: String, environment: Settings.Environment) throws {
        switch environment {
        case .production:
            do throws(TemplateError) {
                self = .production(try Pages(directory: directory))
            } catch {
                throw StartError(message: error.description)
            }
        case .development: self = .development(ReloadingPages(directory: directory))
        }
    }

    /// The page for a request. In development it is made once the session is stored (`PendingPages`).
    func page(_ request: Request, _ session: Session, _ glass: Glass, hasEnded: Bool = false) throws -> Response {
        switch self {
        case .production(let pages):
            return try pages.index(PageModel(session: session, glass: glass, hasEnded: hasEnded))
        case .development:
            request[PendingPage.self] = PendingPage(session: session, glass: glass, hasEnded: hasEnded)
            return .html([])
        }
    }

    /// The page for an error.
    func error(_ error: any Error, _ request: Request, _ logger: Logger) -> Response {
        // Of a session that could not be stored there is no page.
        request[PendingPage.self] = nil
        switch self {
        case .production(let pages): return pages.error(ErrorResponse.describe(error, request, logger))
        case .development(let pages):
            do {
                return try pages.current().error(ErrorResponse.describe(error, request, logger))
            } catch {
                return TemplateErrorPage.response(error)
            }
        }
    }
}
