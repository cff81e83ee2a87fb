import Taproom
import TaproomSessions

extension Request {
    /// A page with what the layout shows on all of them: who is logged in, and messages that wait.
    func page(_ template: String, _ values: [String: any Encodable] = [:], status: HTTPStatus = .ok) throws -> Response
    {
        var values = values
        values["account"] = self[CurrentAccount.self]?.name
        values["messages"] = session.takeFlash()
        return try render(template, values, status: status)
    }
}

/// The answer to an error: a page for a browser, and what the framework says to everybody else.
nonisolated(nonsending) func errorPage(_ error: any Error, _ request: Request) async -> Response {
    let standard = ErrorResponse.standard(error, request, request.logger)
    guard standard.contentType?.hasPrefix("text/html") == true else { return standard }
    let description = ErrorResponse.describe(error, request, request.logger)
    let values: [String: any Encodable] = ["status": description.status.code, "message": description.message]
    var page = (try? request.page("error", values, status: description.status)) ?? standard
    for field in description.headers { page.headers.append(field.name, field.value) }
    return page
}
