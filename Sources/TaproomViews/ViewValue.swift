/// A value a template can write, test or walk into.
///
/// Missing names, `null`, `false`, the empty string, empty bytes and the empty list are falsy: a section over
/// them is skipped and an inverted section is written. Everything else is truthy, including zero and an empty
/// dictionary.
public enum ViewValue: Sendable {
    /// Nothing: it is written as no bytes at all.
    case null
    /// A truth value, written as `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// A floating-point number, written in the shortest form that reads back as the same number.
    case double(Double)
    /// Text.
    case string(String)
    /// Text that is already UTF-8; it is escaped like a string.
    case bytes([UInt8])
    /// Values a section repeats over.
    case list([ViewValue])
    /// Values found by name, for when declaring a ``ViewModel`` is not worth it.
    case dictionary([String: ViewValue])
    /// One model, whose fields a section or a dotted name reaches.
    case object(ViewObject)
    /// Models of one type a section repeats over.
    case models(ViewModels)

    /// One model, whose fields a section or a dotted name reaches.
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

    /// One model, or ``null`` for nil.
    @inlinable
    public static func object(_ model: (some ViewModel)?) -> ViewValue {
        model.map { .object($0) } ?? .null
    }

    /// Models of one type, as a list to repeat a section over without wrapping each of them.
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

    /// Whether it holds further values, by name or in order.
    var hasParts: Bool {
        switch self {
        case .list, .models, .dictionary, .object: true
        case .null, .bool, .int, .double, .string, .bytes: false
        }
    }

    /// How often a section over this value is written.
    var repetitions: Int {
        switch self {
        case .list(let values): values.count
        case .models(let list): list.models.count
        default: isTruthy ? 1 : 0
        }
    }
}
