import TaproomHTTP
import TaproomViews

extension Request {
    /// A page of the application's views.
    ///
    ///     try request.render("index", ["title": "Beers", "beers": beers])
    ///
    /// - Parameters:
    ///   - template: its path in the folder of views, without `.mustache`.
    ///   - values: what the template's names stand for.
    ///   - status: the response's status.
    /// - Throws: `ViewError` where the application has no views; `TemplateError` where the template is missing or wrong,
    ///   unless views reload: then the response shows the mistake with file and line.
    public func render(_ template: String, _ values: [String: any Encodable] = [:], status: HTTPStatus = .ok) throws
        -> Response
    {
        let data = try values.mapValues { try ViewValue(encoding: $0) }
        return try page(status) { views throws(TemplateError) in try views.template(template).render(.dictionary(data))
        }
    }

    /// A page of the application's views, whose names stand for what the value encodes.
    @_disfavoredOverload
    public func render(_ template: String, _ value: some Encodable, status: HTTPStatus = .ok) throws -> Response {
        let data = try ViewValue(encoding: value)
        return try page(status) { views throws(TemplateError) in try views.template(template).render(data) }
    }

    /// A page of the application's views, whose names stand for the fields of a model.
    public func render<Model: ViewModel>(_ template: String, _ model: Model, status: HTTPStatus = .ok) throws
        -> Response
    {
        try page(status) { views throws(TemplateError) in try views.view(template, of: Model.self).render(model) }
    }

    private func page(_ status: HTTPStatus, _ make: (Views) throws(TemplateError) -> [UInt8]) throws -> Response {
        guard let views = context.views else { throw ViewError.noViews }
        do throws(TemplateError) {
            return .html(try make(views), status: status)
        } catch {
            guard views.isReloading else { throw error }
            return TemplateErrorPage.response(error)
        }
    }
}

/// A mistake in how views are used.
public enum ViewError: Error, Sendable, CustomStringConvertible {
    /// `Application.views` is not set.
    case noViews

    /// What to write into the program.
    public var description: String { "the application has no views: app.views = try Views(\"Views\")" }
}
