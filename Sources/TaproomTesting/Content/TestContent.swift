/// The type of a request's content: text, which is sent in UTF-8, or bytes.
public protocol TestContent: Sendable {
    /// The bytes to send.
    var testContent: [UInt8] { get }
}

extension String: TestContent {
    /// The text in UTF-8.
    public var testContent: [UInt8] { Array(utf8) }
}

extension Substring: TestContent {
    /// The text in UTF-8.
    public var testContent: [UInt8] { Array(utf8) }
}

extension [UInt8]: TestContent {
    /// The bytes.
    public var testContent: [UInt8] { self }
}
