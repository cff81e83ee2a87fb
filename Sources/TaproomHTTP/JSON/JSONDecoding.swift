import FoundationEssentials

/// The formats in which a `Date` is read from JSON. It is always written in that of `Date.prototype.toISOString`.
package enum JSONDates: Sendable {
    /// A string in ISO 8601 format.
    case text
    /// A string in ISO 8601 format, or a number of seconds since 2001, as Foundation's `JSONEncoder` writes a date.
    case textOrReferenceSeconds
}

/// Decodes values from JSON text (RFC 8259).
///
/// If several members have the same name, the last one counts. Names are compared by code points. Dates are strings in
/// ISO 8601 format, `Data` is base64, `URL` is a string, and `Decimal` is a number.
package struct JSONDecoding: Sendable {
    package var dates: JSONDates

    package init(dates: JSONDates = .text) {
        self.dates = dates
    }

    /// Decodes a value from a complete text.
    ///
    /// - Throws: `JSONError` if the text is not JSON in UTF-8, `DecodingError` if the value does not have the expected
    ///   form.
    package func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDocument(bytes, dates: dates).decode(type, 0)
    }
}

/// A description of a `DecodingError` for the sender of the content.
package struct DecodingFailure: Sendable, Equatable {
    /// The path of the missing or invalid value, such as `users[0].name`; empty for the whole content.
    package let path: String
    /// The problem, as the end of a sentence.
    package let reason: String

    /// A sentence with the path and the reason.
    package var sentence: String { (path.isEmpty ? "The content" : "'\(path)'") + " \(reason)." }

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            path = Self.path(context.codingPath + [key])
            reason = "is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = Self.path(context.codingPath)
            reason = context.debugDescription
        @unknown default:
            path = ""
            reason = "does not fit"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return path
    }
}
