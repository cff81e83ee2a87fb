import TaproomHTTP

/// The status and the header fields of a response.
package struct ResponseHead: Sendable {
    package let status: HTTPStatus
    /// The fields as they were received.
    package let fields: [(name: String, value: String)]

    /// Parses the lines of a head, without the empty line after them; nil if they are malformed.
    package init?(_ bytes: ArraySlice<UInt8>) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0] == "HTTP/1.1", let code = Int(words[1]), 100...599 ~= code else { return nil }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, FieldName(String(parts[0])) != nil else { return nil }
            fields.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        status = HTTPStatus(code)
        self.fields = fields
    }

    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var headers: HeaderFields {
        var headers = HeaderFields()
        for field in fields {
            if let name = FieldName(field.name) { headers.append(name, field.value) }
        }
        return headers
    }
}
