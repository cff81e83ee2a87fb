import Synchronization

/// A cache of views bound to the types of their data, by template and type.
final class BoundViews: Sendable {
    private struct Key: Hashable {
        let template: String
        let model: ObjectIdentifier
    }

    private let views = Mutex<[Key: any Sendable]>([:])

    /// Returns the view of a template and a type. The first call makes it with `bind`.
    func view<Model: ViewModel>(
        _ template: String, of model: Model.Type, _ bind: () throws(TemplateError) -> View<Model>
    ) throws(TemplateError) -> View<Model> {
        let key = Key(template: template, model: ObjectIdentifier(model))
        if let known = views.withLock({ $0[key] }) as? View<Model> { return known }
        let view = try bind()
        views.withLock { $0[key] = view }
        return view
    }
}
