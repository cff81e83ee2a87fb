import TaproomHTTP
import TaproomViews

extension Request {
    /// Renders a template of the application's views.
    ///
    ///     try request.render("index", ["title": "Beers", "beers": beers])
    ///
    /// - Parameters:
    ///   - template: the template's path in the views folder, without `.mustache`.
    ///   - values: the values of the names in the template.
    ///   - status: the response's status.
    /// - Throws: `ViewError` if the application has no views; `TemplateError` if the template is missing or invalid,
    ///   unless views reload. If they do, the response shows the error with file and line.
    public func render(_ template: String, _ values: [String: any Encodable] = [:], status: HTTPStatus = .ok) throws
        -> Response
    {
        let data = try values.mapValues { try ViewValue(encoding: $0) }
        return try page(status) { views throws(TemplateError) in try views.template(template).render(.dictionary(data))
        }
    }

    /// Renders a template of the application's views with the members that a value encodes.
    @_disfavoredOverload
    public func render(_ template: String, _ value: some Encodable, status: HTTPStatus = .ok) throws -> Response {
        let data = try ViewValue(encoding: value)
        return try page(status) { views throws(TemplateError) in try views.template(template).render(data) }
    }

    /// Renders a template of the application's views with the fields of a model.
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

/// An error in the use of views.
public enum ViewError: Error, Sendable, CustomStringConvertible {
    /// `Application.views` is not set.
    case noViews

    /// The problem, and the code that fixes it.
    public var description: String { "the application has no views: app.views = try Views(\"Views\")" }
}
