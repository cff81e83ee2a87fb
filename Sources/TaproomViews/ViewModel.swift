/// Data a template reads by position instead of by name.
///
/// A template looks the names up in ``fieldNames`` once, when it is bound to the type, and asks for positions
/// from then on, so that rendering neither hashes nor compares strings.
///
/// ```swift
/// struct Beer: ViewModel {
///     let name: String
///     let strength: Double
///
///     static let fieldNames = ["name", "strength"]
///
///     func field(at index: Int) -> ViewValue {
///         switch index {
///         case 0: .string(name)
///         case 1: .double(strength)
///         default: .null
///         }
///     }
/// }
/// ```
public protocol ViewModel: Sendable {
    /// The names templates may use, in the order of the positions given to ``field(at:)``.
    static var fieldNames: [String] { get }

    /// The value of the field at a position of ``fieldNames``.
    func field(at index: Int) -> ViewValue
}

/// Models of one type, which a section repeats over.
///
/// The array is shared, not converted: making one allocates nothing.
public struct ViewModels: Sendable {
    let list: any ModelList

    /// Holds the models in the order they are to be written.
    public init<Model: ViewModel>(_ models: [Model]) {
        list = ModelArray(models: models)
    }
}

/// Reads fields out of an array of models without boxing an element into an existential.
protocol ModelList: Sendable {
    var count: Int { get }
    var modelType: any ViewModel.Type { get }
    func field(at index: Int, of element: Int) -> ViewValue
    func model(at element: Int) -> any ViewModel
}

/// One word in size, so that an existential holds it inline.
struct ModelArray<Model: ViewModel>: ModelList {
    let models: [Model]

    var count: Int { models.count }
    var modelType: any ViewModel.Type { Model.self }

    func field(at index: Int, of element: Int) -> ViewValue {
        models[element].field(at: index)
    }

    func model(at element: Int) -> any ViewModel { models[element] }
}

/// The model of templates that are given a ``ViewValue``: every name is found in that value.
struct NoModel: ViewModel {
    static let fieldNames: [String] = []

    func field(at index: Int) -> ViewValue { .null }
}
