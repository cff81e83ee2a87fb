import FoundationEssentials

/// In which forms a `Date` is read from JSON. It is always written as `Date.prototype.toISOString` writes it.
package enum JSONDates: Sendable {
    /// A string in ISO 8601's form.
    case text
    /// The same, or a number of seconds since 2001, as Foundation's `JSONEncoder` writes a date.
    case textOrReferenceSeconds
}

/// Makes values of JSON texts (RFC 8259).
///
/// Of members with one name the last counts; names are compared by code points. Dates are strings in ISO 8601's form,
/// `Data` is base64, `URL` a string, `Decimal` a number.
package struct JSONDecoding: Sendable {
    package var dates: JSONDates

    package init(dates: JSONDates = .text) {
        self.dates = dates
    }

    /// Decodes a value from a whole text.
    ///
    /// - Throws: `JSONError` where the text is not JSON in UTF-8, `DecodingError` where it is another value than
    ///   expected.
    package func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDocument(bytes, dates: dates).decode(type, 0)
    }
}

/// What a `DecodingError` says, for the person who sent the content.
package struct DecodingFailure: Sendable, Equatable {
    /// The way to the value that is wrong or missing, such as `users[0].name`; empty for the whole content.
    package let path: String
    /// What is wrong with it, as the end of a sentence.
    package let reason: String

    /// Both in a sentence.
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
