import Taproom
import TaproomHTTP
import TaproomViews

/// The demo's pages, compiled from `Views`.
struct Pages: Sendable {
    private let indexView: View<PageModel>
    private let errorView: View<ErrorModel>

    init(directory: String) throws(TemplateError) {
        let views = try Views(directory: directory)
        indexView = try views.view("index")
        errorView = try views.view("error")
    }

    func index(_ model: PageModel) throws(TemplateError) -> Response {
        .html(try indexView.render(model), status: model.status)
    }

    /// The page that tells an error.
    func error(_ error: HTTPError) -> Response {
        var response = page(error)
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }

    private func page(_ error: HTTPError) -> Response {
        guard !error.status.forbidsContent else { return Response(status: error.status) }
        let model = ErrorModel(status: error.status, message: error.message)
        let bytes = try? errorView.render(model)
        return bytes.map { Response.html($0, status: error.status) } ?? Response(error.message, status: error.status)
    }
}
