import TaproomHTTP

/// A closure that changes a field, to be applied again where somebody else has changed it meanwhile, and what it came to
/// the last time.
///
/// A store applies it while the request's task waits, so the closure may use what belongs to the request.
public struct FieldUpdate: @unchecked Sendable, Equatable {
    /// The field's name.
    public let name: String
    /// The field's JSON before and after; nil where it is missing.
    public private(set) var before: [UInt8]?
    /// The field's JSON after the last application; nil where it is missing.
    public private(set) var after: [UInt8]?
    /// Makes the field's new JSON from the old one; nil stands for no field.
    private let body: ([UInt8]?) throws -> [UInt8]?

    init(_ name: String, _ body: @escaping ([UInt8]?) throws -> [UInt8]?) {
        self.name = name
        self.body = body
    }

    /// The same update as it comes out for other fields, which it is applied to.
    func apply(to fields: inout JSONFields) throws -> FieldUpdate {
        var update = self
        update.before = fields[name].map { Array($0) }
        update.after = try body(update.before)
        if let after = update.after { fields.set(name, after) } else { fields.remove(name) }
        return update
    }

    /// Whether both changed the same field in the same way.
    public static func == (left: FieldUpdate, right: FieldUpdate) -> Bool {
        left.name == right.name && left.before == right.before && left.after == right.after
    }
}
