/// A model, whose fields are available in a section over it, or by a dotted name.
public struct ViewObject: Sendable {
    let models: any Models

    /// Holds a model.
    public init(_ model: some ViewModel) {
        models = OneModel(model)
    }
}

/// Models of one type, over which a section repeats.
public struct ViewModels: Sendable {
    let models: any Models

    /// Holds models in the order in which they are rendered. The array is shared, not converted.
    public init(_ models: [some ViewModel]) {
        self.models = ModelArray(models)
    }
}

/// Type-erased access to the fields of models of one type.
///
/// It requires a class, so that a ``ViewValue`` with models is as small as any other and can be passed in registers.
/// Existentials of the models themselves would be larger.
protocol Models: AnyObject, Sendable {
    var count: Int { get }
    var modelType: any ViewModel.Type { get }
    func field(at index: Int, of element: Int) -> ViewValue
    func object(at element: Int) -> ViewObject
}

private final class OneModel<Model: ViewModel>: Models {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    var count: Int { 1 }
    var modelType: any ViewModel.Type { Model.self }
    func field(at index: Int, of element: Int) -> ViewValue { model.field(at: index) }
    func object(at element: Int) -> ViewObject { ViewObject(model) }
}

private final class ModelArray<Model: ViewModel>: Models {
    private let models: [Model]

    init(_ models: [Model]) {
        self.models = models
    }

    var count: Int { models.count }
    var modelType: any ViewModel.Type { Model.self }
    func field(at index: Int, of element: Int) -> ViewValue { models[element].field(at: index) }
    func object(at element: Int) -> ViewObject { ViewObject(models[element]) }
}
