import Synchronization

/// A cache of views bound to the types of their data, by template and type.
final class BoundViews: Sendable {
    private struct Entry {
        let template: String
        let model: ObjectIdentifier
        /// A `Box` of the view.
        let view: any AnyObject & Sendable
    }

    private final class Box<Model: ViewModel>: Sendable {
        let view: View<Model>

        init(_ view: View<Model>) {
            self.view = view
        }
    }

    /// An application has a few dozen at most, and comparing their names costs less than hashing one.
    private let entries = Mutex<[Entry]>([])

    /// Returns the view of a template and a type. The first call makes it with `bind`.
    func view<Model: ViewModel>(
        _ template: String, of model: Model.Type, _ bind: () throws(TemplateError) -> View<Model>
    ) throws(TemplateError) -> View<Model> {
        let type = ObjectIdentifier(model)
        let known = entries.withLock { $0.first { $0.model == type && $0.template == template }?.view }
        if let known = known as? Box<Model> { return known.view }
        let view = try bind()
        entries.withLock { $0.append(Entry(template: template, model: type, view: Box(view))) }
        return view
    }
}
