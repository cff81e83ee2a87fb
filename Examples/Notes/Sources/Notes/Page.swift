import Taproom
import TaproomSessions

extension Request {
    /// Renders a page with the values that the layout shows on all pages: the logged-in account, and flash messages.
    func page(_ template: String, _ values: [String: any Encodable] = [:], status: HTTPStatus = .ok) throws -> Response
    {
        var values = values
        values["account"] = self[CurrentAccount.self]?.name
        values["messages"] = session.takeFlash()
        return try render(template, values, status: status)
    }
}

/// Returns the response to an error: a page for a browser, and the standard response for other clients.
nonisolated(nonsending) func errorPage(_ error: any Error, _ request: Request) async -> Response {
    let standard = ErrorResponse.standard(error, request, request.logger)
    guard standard.contentType?.hasPrefix("text/html") == true else { return standard }
    let description = ErrorResponse.describe(error, request, request.logger)
    let values: [String: any Encodable] = ["status": description.status.code, "message": description.message]
    var page = (try? request.page("error", values, status: description.status)) ?? standard
    for field in description.headers { page.headers.append(field.name, field.value) }
    return page
}
