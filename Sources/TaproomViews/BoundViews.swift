import Synchronization

/// The views that were bound to the types of their data, by template and type.
final class BoundViews: Sendable {
    private struct Key: Hashable {
        let template: String
        let model: ObjectIdentifier
    }

    private let views = Mutex<[Key: any Sendable]>([:])

    /// The view of a template and a type; made by `bind` at the first call.
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
