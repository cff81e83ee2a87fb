/// One model, which a section or a dotted name looks into.
public struct ViewObject: Sendable {
    let models: any Models

    /// Holds a model.
    public init(_ model: some ViewModel) {
        models = OneModel(model)
    }
}

/// Models of one type, which a section repeats over.
public struct ViewModels: Sendable {
    let models: any Models

    /// Holds the models in the order they are to be written. The array is shared, not converted.
    public init(_ models: [some ViewModel]) {
        self.models = ModelArray(models)
    }
}

/// Models of one type whose fields are read without their type being known.
///
/// Objects, so that a ``ViewValue`` with models in it is three words like any other: small enough to be handed
/// on in registers, which existentials of the models themselves are not.
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
