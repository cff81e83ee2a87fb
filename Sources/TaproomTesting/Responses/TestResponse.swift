import TaproomHTTP

/// A response that a test receives.
public struct TestResponse: Sendable {
    /// The status, which can also be compared with a number: `response.status == 200`.
    public let status: HTTPStatus
    /// The header fields.
    public let headers: HeaderFields
    /// The value of Content-Type; nil for none.
    public var contentType: String? { headers.contentType }
    /// The content as it was sent. It is not decompressed.
    public let body: [UInt8]
    /// The header fields as they were received, without the corrections that `headers` makes.
    package let fields: [(name: String, value: String)]
    /// The request, for error messages.
    private let request: String

    package init(_ head: ResponseHead, body: [UInt8], request: String) {
        status = head.status
        headers = head.headers
        fields = head.fields
        self.body = body
        self.request = request
    }

    /// The content as text in UTF-8. Bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Decodes the content from JSON (RFC 8259), whatever the Content-Type and the status are. A `Date` is a string in
    /// ISO 8601 format, and `Data` is base64.
    ///
    /// - Throws: `TestError`, which says which member is missing or wrong, and quotes the response.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoding().decode(type, from: body)
        } catch let error as DecodingError {
            throw unexpected("no JSON of \(type). \(DecodingFailure(error).sentence)")
        } catch {
            throw unexpected("no JSON of \(type): \(error).")
        }
    }

    /// The cookies that the response sets or removes, in the order sent.
    public var cookies: [TestCookie] {
        headers.values("Set-Cookie").compactMap { TestCookie($0) }
    }

    /// Returns the cookie that the response sets under a name, the last one of several; nil if there is none.
    public func setCookie(named name: String) -> TestCookie? {
        cookies.last { $0.name == name }
    }

    /// The first value of a header field as it was received; nil if there is none.
    package subscript(name: String) -> String? { values(name).first }

    /// Returns all values of a header field as they were received.
    package func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    private func unexpected(_ what: String) -> TestError {
        TestError(.unexpectedResponse, "the response to \(request) is \(what) It came with \(self)")
    }
}

extension TestResponse: CustomStringConvertible {
    /// The status, the media type and the first bytes of the content.
    public var description: String {
        let type = headers["Content-Type"].map { ", \($0)" } ?? ""
        return "\(status)\(type), \(body.excerpt)"
    }
}

extension [UInt8] {
    /// The first bytes, for a message.
    var excerpt: String {
        guard !isEmpty else { return "no content" }
        let text = String(decoding: prefix(200), as: UTF8.self)
        return count > 200 ? "\(count) bytes: \(text)…" : text
    }
}
