import Logging
import Taproom

/// The page for an error, rendered from Views/error.mustache.
enum ErrorPage {
    private static let logger = Logger(label: "beer-demo")

    static func response(_ error: any Error, _ request: Request) async -> Response {
        let error = ErrorResponse.describe(error, request, logger)
        guard !error.status.forbidsContent else { return Response(status: error.status, headers: error.headers) }
        let model = Model(status: error.status, message: error.message)
        var response =
            (try? request.render("error", model, status: error.status)) ?? Response(error.message, status: error.status)
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }

    private struct Model: ViewModel {
        let status: HTTPStatus
        let message: String

        static let fieldNames = ["code", "reason", "message"]

        func field(at index: Int) -> ViewValue {
            switch index {
            case 0: .int(status.code)
            case 1: .string(status.reasonPhrase)
            // The heading shows the reason phrase already.
            case 2: message == status.reasonPhrase ? .null : .string(message)
            default: .null
            }
        }
    }
}
