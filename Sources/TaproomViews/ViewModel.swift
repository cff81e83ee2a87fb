/// Data that a template reads by position instead of by name.
///
/// A template looks up the names in ``fieldNames`` once, when it is bound to the type, and uses positions from then on,
/// so that rendering neither hashes nor compares strings.
///
/// ```swift
/// struct Beer: ViewModel {
///     let name: String
///     let strength: Double
///     let brewer: String?
///
///     static let fieldNames = ["name", "strength", "brewer"]
///
///     func field(at index: Int) -> ViewValue {
///         switch index {
///         case 0: .string(name)
///         case 1: .double(strength)
///         case 2: .string(brewer)
///         default: .null
///         }
///     }
/// }
/// ```
public protocol ViewModel: Sendable {
    /// The names that templates may use, in the order of the positions passed to ``field(at:)``.
    static var fieldNames: [String] { get }

    /// Returns the value of the field at a position of ``fieldNames``.
    func field(at index: Int) -> ViewValue
}

/// The model for templates that get a ``ViewValue``, in which every name is searched.
struct NoModel: ViewModel {
    static let fieldNames: [String] = []

    func field(at index: Int) -> ViewValue { .null }
}
