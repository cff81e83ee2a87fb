/// The name of a header field (RFC 9110 §5.1): a token, compared without case.
public struct FieldName: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name as it will be sent.
    public let text: String

    /// A name from a literal, which is not checked.
    @inlinable
    public init(stringLiteral text: String) {
        self.text = text
    }

    /// The name; nil if the text is no token.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isTokenCharacter) else { return nil }
        self.text = text
    }

    static let contentType: FieldName = "Content-Type"

    @inline(__always)
    var isContentType: Bool { text.utf8.count == 12 && self == Self.contentType }

    @inline(__always)
    var isLocation: Bool { text.utf8.count == 8 && self == "Location" }

    /// Compares ASCII letters without case (RFC 9110 §5.1).
    @inlinable
    public static func == (left: FieldName, right: FieldName) -> Bool {
        guard left.text.utf8.count == right.text.utf8.count else { return false }
        let bytes = left.text.utf8.span
        let other = right.text.utf8.span
        for index in bytes.indices where bytes[index].lowercasedASCII != other[index].lowercasedASCII { return false }
        return true
    }

    /// Hashes ASCII letters without case.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte.lowercasedASCII) }
    }
}
