import TaproomHTTP

/// A response that a test looks at.
public struct TestResponse: Sendable {
    /// The status; `response.status == 200` reads as well as `response.status == .ok`.
    public let status: HTTPStatus
    /// The header fields.
    public let headers: HeaderFields
    /// The value of Content-Type; nil where there is none.
    public var contentType: String? { headers.contentType }
    /// The content; of a compressed one what was sent.
    public let body: [UInt8]
    /// The header fields as they were received, so that what the type of `headers` mends can be seen.
    package let fields: [(name: String, value: String)]
    /// What it answers, for the messages of errors.
    private let request: String

    package init(_ head: ResponseHead, body: [UInt8], request: String) {
        status = head.status
        headers = head.headers
        fields = head.fields
        self.body = body
        self.request = request
    }

    /// The content as text in UTF-8; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The content decoded from JSON (RFC 8259), whatever Content-Type and status say. A `Date` is a string in ISO 8601's
    /// form, `Data` is base64.
    ///
    /// - Throws: `TestError` that says which member is missing or wrong, and what came.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoding().decode(type, from: body)
        } catch let error as DecodingError {
            throw unexpected("no JSON of \(type). \(DecodingFailure(error).sentence)")
        } catch {
            throw unexpected("no JSON of \(type): \(error).")
        }
    }

    /// The cookies that it sets, in the order sent; those that it removes, too.
    public var cookies: [TestCookie] {
        headers.values("Set-Cookie").compactMap { TestCookie($0) }
    }

    /// The cookie of that name that it sets; the last where there are several, nil where there is none.
    public func setCookie(named name: String) -> TestCookie? {
        cookies.last { $0.name == name }
    }

    /// The first value of a header field as it was received.
    package subscript(name: String) -> String? { values(name).first }

    /// All values of a header field as they were received.
    package func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    private func unexpected(_ what: String) -> TestError {
        TestError(.unexpectedResponse, "the response to \(request) is \(what) It came with \(self)")
    }
}

extension TestResponse: CustomStringConvertible {
    /// The status, the type and the beginning of the content.
    public var description: String {
        let type = headers["Content-Type"].map { ", \($0)" } ?? ""
        return "\(status)\(type), \(body.excerpt)"
    }
}

extension [UInt8] {
    /// The beginning of the bytes, for a message.
    var excerpt: String {
        guard !isEmpty else { return "no content" }
        let text = String(decoding: prefix(200), as: UTF8.self)
        return count > 200 ? "\(count) bytes: \(text)…" : text
    }
}
