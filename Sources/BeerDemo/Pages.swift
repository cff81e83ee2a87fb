import BeerNames
import Taproom
import TaproomHTTP
import TaproomSessions
import TaproomViews

/// The demo's pages, compiled from `Views`.
struct Pages: Sendable {
    private let indexView: View<PageModel>
    private let errorView: View<ErrorModel>

    init(directory: String) throws {
        do {
            let views = try Views(directory: directory)
            indexView = try views.view("index")
            errorView = try views.view("error")
        } catch {
            throw StartError(message: "\(error)")
        }
    }

    func index(_ model: PageModel) throws -> Response {
        .html(try indexView.render(model))
    }

    /// The page that tells an error.
    func error(_ error: HTTPError) -> Response {
        guard !error.status.forbidsContent else { return Response(status: error.status) }
        let model = ErrorModel(status: error.status, message: error.message)
        let bytes = try? errorView.render(model)
        var response =
            bytes.map { Response.html($0, status: error.status) } ?? Response(error.message, status: error.status)
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }
}

/// The data of the page.
struct PageModel: ViewModel {
    let beer: Beer?
    let sessionID: String
    /// Whole seconds that the browser's cookie still lives.
    let expiresIn: Int
    /// nil before the first pour.
    let views: Int?

    init(session: Session, beer: Beer?) {
        self.beer = beer
        sessionID = session.id
        let remaining = session.cookie.maxAge ?? .zero
        expiresIn = max(0, Int((remaining + .milliseconds(999)).components.seconds))
        views = session["views"]?.intValue
    }

    static let fieldNames = ["beer", "name", "style", "sessionID", "expiresIn", "views"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .bool(beer != nil)
        case 1: beer.map { .string($0.name) } ?? .null
        case 2: beer.map { .string($0.style) } ?? .null
        case 3: .string(sessionID)
        case 4: .int(expiresIn)
        case 5: views.map { .int($0) } ?? .null
        default: .null
        }
    }
}

/// The data of the error page.
struct ErrorModel: ViewModel {
    let status: HTTPStatus
    let message: String

    static let fieldNames = ["code", "reason", "message"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .int(status.code)
        case 1: .string(status.reasonPhrase)
        case 2: .string(message)
        default: .null
        }
    }
}
