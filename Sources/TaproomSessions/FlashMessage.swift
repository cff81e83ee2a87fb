/// A message for the next page that a visitor sees, such as 'saved' after a form has been posted.
public struct FlashMessage: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The kind of message, such as `info` or `error`.
    public let kind: String
    /// The text as it was given. A template has to escape it.
    public let text: String

    /// - Parameters:
    ///   - text: the text.
    ///   - kind: any word. Pages often use it as a CSS class.
    public init(_ text: String, kind: String = "info") {
        self.kind = kind
        self.text = text
    }

    /// The text alone.
    public var description: String { text }
}
