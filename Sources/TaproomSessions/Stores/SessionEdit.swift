import TaproomHTTP

/// A change that an application made to a session.
public enum SessionEdit: Sendable, Equatable {
    /// Sets a field to a value, given as JSON.
    case set(String, [UInt8])
    case remove(String)
    /// Adds to a number. A missing field counts as 0.
    case increment(String, by: Int)
    /// Appends an element, given as JSON, to a list. A missing field counts as an empty list.
    case append(String, [UInt8])
    /// Requires that a field has this JSON, or is missing if the value is nil. Otherwise nothing is stored
    /// (`SessionError.fieldConflict`).
    case expect(String, [UInt8]?)
    /// Changes a field by a closure, which is applied again to the stored value.
    case update(FieldUpdate)
}

extension JSONFields {
    /// Applies an edit, and returns it with its result.
    ///
    /// - Throws: `SessionError.wrongType`, `.fieldConflict`, and the errors of the closure of an update.
    mutating func apply(_ edit: SessionEdit) throws -> SessionEdit {
        switch edit {
        case .set(let name, let value): set(name, value)
        case .remove(let name): remove(name)
        case .increment(let name, let amount): _ = try increment(name, by: amount)
        case .append(let name, let value): try append(value, to: name)
        case .expect(let name, let value):
            guard self[name].map({ Array($0) }) == value else { throw SessionError.fieldConflict(field: name) }
        case .update(let update): return .update(try update.apply(to: &self))
        }
        return edit
    }

    mutating func increment(_ name: String, by amount: Int) throws -> Int {
        let old = try wholeNumber(name)
        let (new, overflow) = old.addingReportingOverflow(amount)
        guard !overflow else { throw SessionError.wrongType(field: name, expected: "small enough to count on") }
        withDecimal(new) { set(name, $0) }
        return new
    }

    /// Returns the value of a member that is a whole number; 0 if it is missing or null.
    private func wholeNumber(_ name: String) throws -> Int {
        guard let range = range(of: name) else { return 0 }
        if let digits = JSONText.digits(bytes.span, range) { return digits }
        switch JSONValue(bytes.span, range) {
        case .null: return 0
        case let value:
            guard let number = value.intValue else {
                throw SessionError.wrongType(field: name, expected: "a whole number")
            }
            return number
        }
    }

    mutating func append(_ element: [UInt8], to name: String) throws {
        guard let text = self[name], !text.elementsEqual("null".utf8) else {
            return set(name, [0x5b] + element + [0x5d])
        }
        guard text.first == 0x5b else { throw SessionError.wrongType(field: name, expected: "a list") }
        let isEmpty = text.dropFirst().dropLast().allSatisfy { $0 <= 0x20 }
        set(name, text.dropLast() + (isEmpty ? [] : [0x2c]) + element + [0x5d])
    }
}
