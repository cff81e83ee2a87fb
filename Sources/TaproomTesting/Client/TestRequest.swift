import TaproomHTTP

/// A request as a client sends it.
package struct TestRequest: Sendable {
    package var method: HTTPMethod
    /// The path and the query.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// The size in bytes of the pieces in which the content is sent; nil for one piece, together with the head.
    package var pieceSize: Int?

    package init(
        _ method: HTTPMethod, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    /// - Parameter path: the path and the query. Spaces, control characters and non-ASCII characters are
    ///   percent-encoded.
    init(_ method: HTTPMethod, _ path: String, headers: HeaderFields, content: RequestContent?) {
        let target = Self.encoded(path)
        self.init(method, target.hasPrefix("?") || target.isEmpty ? "/" + target : target)
        self.headers = headers.map { (name: $0.name.text, value: $0.value) }
        if let type = content?.type, !headers.contains("Content-Type") { self.headers.append(("Content-Type", type)) }
        body = content?.bytes ?? []
    }

    /// Encodes the characters that a request line can't contain. An invalid escape stays as it is, because a test may
    /// want to send it.
    private static func encoded(_ path: String) -> String {
        let isPlain = { (byte: UInt8) in byte > 0x20 && byte < 0x7f }
        if path.utf8.allSatisfy(isPlain) { return path }
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) { bytes.append(byte) } else { PercentCoding.encode([byte], into: &bytes) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The method and the target, for messages.
    var line: String { "\(method) \(target)" }

    /// The bytes of the message. Host and Content-Length are added if they are missing.
    package var bytes: [UInt8] { Array(head.utf8) + body }

    /// The pieces of the content; nil if it is not sent in pieces.
    var pieces: [[UInt8]]? {
        guard let pieceSize, !body.isEmpty, !hasField("transfer-encoding") else { return nil }
        return stride(from: 0, to: body.count, by: max(1, pieceSize)).map { start in
            Array(body[start..<min(start + max(1, pieceSize), body.count)])
        }
    }

    /// The bytes of each write.
    var writes: [[UInt8]] {
        pieces.map { [Array(head.utf8)] + $0 } ?? [bytes]
    }

    /// The head's text.
    package var head: String {
        var text = "\(method.name) \(target) HTTP/1.1\r\n"
        if !hasField("host") { text += "Host: localhost\r\n" }
        if !body.isEmpty, !hasField("content-length"), !hasField("transfer-encoding") {
            text += "Content-Length: \(body.count)\r\n"
        }
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        return text + "\r\n"
    }

    /// - Parameter name: in lower case.
    func hasField(_ name: String) -> Bool {
        headers.contains { $0.name.lowercased() == name }
    }
}
