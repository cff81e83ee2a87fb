import TaproomHTTP

/// A field or a file of a `multipart/form-data` request (RFC 7578).
///
///     try await client.post("/upload", multipart: [
///         .field("title", "Notes"),
///         .file("attachment", filename: "notes.txt", contentType: "text/plain", "…"),
///     ])
public struct TestPart: Sendable {
    /// The field's name.
    public var name: String
    /// The name of the file; nil for a field that is not a file.
    public var filename: String?
    /// The media type; nil for none, as is usual for fields.
    public var contentType: String?
    /// The content.
    public var bytes: [UInt8]

    /// Makes a part. It is a file if it has a file name.
    public init(name: String, filename: String? = nil, contentType: String? = nil, bytes: [UInt8]) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.bytes = bytes
    }

    /// Returns a field that is not a file.
    public static func field(_ name: String, _ value: String) -> TestPart {
        TestPart(name: name, bytes: Array(value.utf8))
    }

    /// Returns a file.
    public static func file(
        _ name: String, filename: String, contentType: String = "application/octet-stream", _ content: some TestContent
    ) -> TestPart {
        TestPart(name: name, filename: filename, contentType: contentType, bytes: content.testContent)
    }

    /// Returns the content of a request with the parts, and its media type.
    static func encode(_ parts: [TestPart]) -> (contentType: String, bytes: [UInt8]) {
        let boundary = "taproom-" + String(UInt64.random(in: .min ... .max), radix: 36)
        var bytes: [UInt8] = []
        for part in parts {
            var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escaped(part.name))\""
            if let filename = part.filename { head += "; filename=\"\(escaped(filename))\"" }
            if let type = part.contentType { head += "\r\nContent-Type: \(type)" }
            bytes += Array((head + "\r\n\r\n").utf8) + part.bytes + Array("\r\n".utf8)
        }
        return ("multipart/form-data; boundary=\(boundary)", bytes + Array("--\(boundary)--\r\n".utf8))
    }

    /// Escapes a name as browsers do (WHATWG HTML, multipart form data).
    private static func escaped(_ name: String) -> String {
        let bytes = name.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x0a: Array("%0A".utf8)
            case 0x0d: Array("%0D".utf8)
            case 0x22: Array("%22".utf8)
            default: [byte]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
