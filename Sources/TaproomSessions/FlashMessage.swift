/// A message for the next page that a visitor sees, such as 'saved' after a form was posted.
public struct FlashMessage: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What kind of message it is, such as `info` or `error`.
    public let kind: String
    /// What it says, as it was given: a template has to escape it.
    public let text: String

    /// - Parameters:
    ///   - text: what it says.
    ///   - kind: any word; pages often make it a class of CSS.
    public init(_ text: String, kind: String = "info") {
        self.kind = kind
        self.text = text
    }

    /// The text alone.
    public var description: String { text }
}
