import TaproomHTTP

/// A closure that changes a field, and the result of its last application. It is applied again if another request has
/// changed the field meanwhile.
///
/// A store applies it while the request's task waits, so the closure may use the request's state.
public struct FieldUpdate: @unchecked Sendable, Equatable {
    /// The field's name.
    public let name: String
    /// The field's JSON before the last application; nil if it is missing.
    public private(set) var before: [UInt8]?
    /// The field's JSON after the last application; nil if it is missing.
    public private(set) var after: [UInt8]?
    /// Makes the field's new JSON from the old one; nil stands for a missing field.
    private let body: ([UInt8]?) throws -> [UInt8]?

    init(_ name: String, _ body: @escaping ([UInt8]?) throws -> [UInt8]?) {
        self.name = name
        self.body = body
    }

    /// Applies the closure to fields, and returns the update with the result.
    func apply(to fields: inout JSONFields) throws -> FieldUpdate {
        var update = self
        update.before = fields[name].map { Array($0) }
        update.after = try body(update.before)
        if let after = update.after { fields.set(name, after) } else { fields.remove(name) }
        return update
    }

    /// Returns whether both changed the same field in the same way.
    public static func == (left: FieldUpdate, right: FieldUpdate) -> Bool {
        left.name == right.name && left.before == right.before && left.after == right.after
    }
}
