/// The name of a header field (RFC 9110 §5.1): a token, compared case-insensitively.
public struct FieldName: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name as it is sent.
    public let text: String

    /// Makes a name from a literal without checking it.
    @inlinable
    public init(stringLiteral text: String) {
        self.text = text
    }

    /// Makes a name; nil if the text is not a token.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isTokenCharacter) else { return nil }
        self.text = text
    }

    static let contentType: FieldName = "Content-Type"

    @inline(__always)
    var isContentType: Bool { text.utf8.count == 12 && self == Self.contentType }

    @inline(__always)
    var isLocation: Bool { text.utf8.count == 8 && self == "Location" }

    /// Compares names, ignoring the case of ASCII letters (RFC 9110 §5.1).
    @inlinable
    public static func == (left: FieldName, right: FieldName) -> Bool {
        guard left.text.utf8.count == right.text.utf8.count else { return false }
        let bytes = left.text.utf8.span
        let other = right.text.utf8.span
        for index in bytes.indices where bytes[index].lowercasedASCII != other[index].lowercasedASCII { return false }
        return true
    }

    /// Hashes the name, ignoring the case of ASCII letters.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte.lowercasedASCII) }
    }
}
