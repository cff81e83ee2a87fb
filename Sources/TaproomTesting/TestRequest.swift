import Taproom

/// A request for a test to send.
public struct TestRequest: Sendable {
    public var method: HTTPMethod
    /// Path and query.
    public var target: String
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// The content arrives in pieces of so many bytes, each when the application waits for it; in one piece, together
    /// with the head, where nil.
    public var pieceSize: Int?

    public init(
        _ method: HTTPMethod, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// The bytes on the wire. Host and Content-Length are added where missing.
    package var bytes: [UInt8] { Array(head.utf8) + body }

    /// The head's text.
    package var head: String {
        var text = "\(method.name) \(target) HTTP/1.1\r\n"
        let names = headers.map { $0.name.lowercased() }
        if !names.contains("host") { text += "Host: localhost\r\n" }
        if !body.isEmpty, !names.contains("content-length"), !names.contains("transfer-encoding") {
            text += "Content-Length: \(body.count)\r\n"
        }
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        return text + "\r\n"
    }
}

/// A response that a test looks at.
public struct TestResponse: Sendable {
    public let status: Int
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The first value of a header field, its name in any case.
    public subscript(name: String) -> String? { values(name).first }

    /// All values of a header field.
    public func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
