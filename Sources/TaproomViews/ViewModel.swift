/// Data a template reads by position instead of by name.
///
/// A template looks the names up in ``fieldNames`` once, when it is bound to the type, and asks for positions
/// from then on, so that rendering neither hashes nor compares strings.
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
    /// The names templates may use, in the order of the positions given to ``field(at:)``.
    static var fieldNames: [String] { get }

    /// The value of the field at a position of ``fieldNames``.
    func field(at index: Int) -> ViewValue
}

/// The model of templates that are given a ``ViewValue``: every name is found in that value.
struct NoModel: ViewModel {
    static let fieldNames: [String] = []

    func field(at index: Int) -> ViewValue { .null }
}
