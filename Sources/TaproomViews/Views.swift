/// A set of Mustache templates. Unless it reloads, the set compiles them when it is made, so that an error in any of
/// them is known before the first request.
///
/// ```swift
/// let views = try Views(templates: [
///     "layout": "<html>{{$content}}{{/content}}</html>",
///     "index": "{{<layout}}{{$content}}Hello, {{name}}!{{/content}}{{/layout}}",
/// ])
/// let page = try views.template("index").render(["name": "World"])
/// ```
public struct Views: Sendable {
    private let programs: [String: Program]
    /// The source of templates that are read again when they change, in development; nil in production.
    let reloading: ReloadingTemplates?
    private let bound: BoundViews

    /// Compiles templates given by name. Partials and parents refer to those names.
    public init(templates: [String: String]) throws(TemplateError) {
        try self.init(
            sources: templates.map { Source(name: $0.key, file: $0.key, bytes: Array($0.value.utf8)) })
    }

    init(sources: [Source]) throws(TemplateError) {
        let library = try Library(sources)
        var programs: [String: Program] = [:]
        for (index, template) in library.templates.enumerated() {
            programs[template.source.name] = try Compiler.compile(index, of: library)
        }
        self.programs = programs
        reloading = nil
        bound = BoundViews()
    }

    /// Loads the `.mustache` files of a folder and its subfolders.
    ///
    /// In production (the environment variable `APP_ENV` is `production`), they are compiled immediately. Otherwise
    /// they are compiled when they are used, and again when a file has changed, so that an error appears when its page
    /// is rendered.
    ///
    /// - Parameters:
    ///   - directory: the folder, relative to the working directory.
    ///   - reloads: whether changed files are read again; nil to decide by `APP_ENV`.
    /// - Throws: `TemplateError` if the folder can't be read or, without reloading, if a template is invalid.
    public init(_ directory: String, reloads: Bool? = nil) throws(TemplateError) {
        guard reloads ?? !Self.isProduction else {
            self = try Views(directory: directory)
            return
        }
        _ = try Self.files(in: directory)
        programs = [:]
        bound = BoundViews()
        reloading = ReloadingTemplates(directory: directory)
    }

    /// The set with the current contents of the files.
    private var current: Views {
        get throws(TemplateError) { try reloading?.current() ?? self }
    }

    /// Whether changed files are read again.
    public var isReloading: Bool { reloading != nil }

    /// The names of the templates, sorted; empty if a template is invalid.
    public var names: [String] {
        (try? current)?.programs.keys.sorted() ?? []
    }

    /// Returns the template with a name, which gets its data by name.
    public func template(_ name: String) throws(TemplateError) -> Template {
        Template(program: try program(name))
    }

    /// Returns the template with a name, bound to the type of its data. The first call for a type matches the names in
    /// the template with the type's fields. The view is cached for further calls.
    public func view<Model: ViewModel>(
        _ name: String, of model: Model.Type = Model.self
    ) throws(TemplateError) -> View<Model> {
        if let reloading { return try reloading.current().view(name, of: model) }
        return try bound.view(name, of: model) { () throws(TemplateError) in View(try program(name)) }
    }

    private func program(_ name: String) throws(TemplateError) -> Program {
        guard let program = try current.programs[name] else {
            throw TemplateError(kind: .unknownTemplate, template: name, line: 0, column: 0, tag: "")
        }
        return program
    }
}
