/// A value that a template can write, test, or access the parts of.
///
/// Missing names, `null`, `false`, the empty string, empty bytes and the empty list are falsy: a section over
/// them is skipped and an inverted section is written. Everything else is truthy, including zero and an empty
/// dictionary.
public enum ViewValue: Sendable {
    /// Nothing. It is written as no bytes.
    case null
    /// A Boolean, written as `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A floating-point number, written in the shortest form that reads back as the same number.
    case double(Double)
    /// Text.
    case string(String)
    /// Text that is already UTF-8; it is escaped like a string.
    case bytes([UInt8])
    /// Values over which a section repeats.
    case list([ViewValue])
    /// Values by name, for data that does not justify a ``ViewModel``.
    case dictionary([String: ViewValue])
    /// A model, whose fields are available in a section over it, or by a dotted name.
    case object(ViewObject)
    /// Models of one type over which a section repeats.
    case models(ViewModels)

    /// A model, whose fields are available in a section over it, or by a dotted name.
    public static func object(_ model: some ViewModel) -> ViewValue {
        .object(ViewObject(model))
    }

    /// Text, or ``null`` for nil.
    @inlinable
    public static func string(_ text: String?) -> ViewValue {
        text.map { .string($0) } ?? .null
    }

    /// A whole number, or ``null`` for nil.
    @inlinable
    public static func int(_ number: Int?) -> ViewValue {
        number.map { .int($0) } ?? .null
    }

    /// A floating-point number, or ``null`` for nil.
    @inlinable
    public static func double(_ number: Double?) -> ViewValue {
        number.map { .double($0) } ?? .null
    }

    /// A model, or ``null`` for nil.
    @inlinable
    public static func object(_ model: (some ViewModel)?) -> ViewValue {
        model.map { .object($0) } ?? .null
    }

    /// Models of one type, as a list over which a section repeats. They are not wrapped one by one.
    public static func list<Model: ViewModel>(_ models: [Model]) -> ViewValue {
        .models(ViewModels(models))
    }

    var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .string(let text): !text.isEmpty
        case .bytes(let bytes): !bytes.isEmpty
        case .list(let values): !values.isEmpty
        case .models(let list): list.models.count > 0
        case .int, .double, .dictionary, .object: true
        }
    }

    /// Whether the value contains further values, by name or in order.
    var hasParts: Bool {
        switch self {
        case .list, .models, .dictionary, .object: true
        case .null, .bool, .int, .double, .string, .bytes: false
        }
    }

    /// How many times a section over this value is written.
    var repetitions: Int {
        switch self {
        case .list(let values): values.count
        case .models(let list): list.models.count
        default: isTruthy ? 1 : 0
        }
    }
}
