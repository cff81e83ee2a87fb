import TaproomHTTP

/// The content of a request, and the media type that its kind implies.
struct RequestContent {
    var type: String?
    var bytes: [UInt8] = []

    /// Encodes the content.
    ///
    /// - Throws: `TestError` for more than one content; an error of the encoding of a value.
    init(
        json: (any Encodable)? = nil, form: TestForm? = nil, multipart: [TestPart]? = nil,
        body: (any TestContent)? = nil
    ) throws {
        let given = [json != nil, form != nil, multipart != nil, body != nil].count { $0 }
        guard given <= 1 else {
            throw TestError(.invalidRequest, "a request has one content: json, form, multipart or body")
        }
        if let json {
            type = "application/json"
            bytes = try JSONEncoding.encode(json)
        } else if let form {
            type = "application/x-www-form-urlencoded"
            bytes = form.bytes
        } else if let multipart {
            (type, bytes) = TestPart.encode(multipart)
        } else if let body {
            bytes = body.testContent
        }
    }
}
