/// The header of a part of a form (RFC 7578 §4).
package struct PartHeader: Sendable, Equatable {
    /// The field's name.
    package var name: String
    /// The file's name on the sender's system; nil if the part is not a file.
    package var fileName: String?
    /// The value of Content-Type; nil if there is none.
    package var contentType: String?

    /// - Parameters:
    ///   - name: the field's name.
    ///   - fileName: the name of the file; nil for a part that is not a file.
    ///   - contentType: the value of Content-Type; nil for none.
    package init(name: String, fileName: String? = nil, contentType: String? = nil) {
        self.name = name
        self.fileName = fileName
        self.contentType = contentType
    }

    /// Parses the header's lines; nil if the header is malformed, or has no `Content-Disposition: form-data` with a
    /// name. A line that begins with white space continues the previous one (RFC 5322 §2.2.3).
    init?(_ bytes: Span<UInt8>) {
        let lineEnd: [UInt8] = [.carriageReturn, .lineFeed]
        var name: String?
        var start = 0
        while start < bytes.count {
            var end = bytes.firstIndex(of: lineEnd.span, start) ?? bytes.count
            let isEmpty = end == start
            while end + 2 < bytes.count, bytes[end + 2].isWhitespace, !isEmpty {
                end = bytes.firstIndex(of: lineEnd.span, end + 2) ?? bytes.count
            }
            let line = ByteRange(start, end)
            start = end + lineEnd.count
            guard !isEmpty else { continue }
            let colon = bytes.firstIndex(of: .colon, Int(line.lower), end)
            guard colon < end else { return nil }
            let fieldName = ByteRange(Int(line.lower), colon)
            let value = ByteRange(colon + 1, end)
            if bytes.equals(fieldName, ignoringCase: "content-disposition") {
                let disposition = FieldParameters(Self.unfolded(bytes, value))
                guard disposition.value.lowercased() == "form-data" else { return nil }
                name = disposition["name"]
                fileName = disposition["filename"]
            } else if bytes.equals(fieldName, ignoringCase: "content-type") {
                contentType = Self.unfolded(bytes, value)
            }
        }
        guard let name else { return nil }
        self.name = name
    }

    private static func unfolded(_ bytes: Span<UInt8>, _ value: ByteRange) -> String {
        let range = bytes.trimmingWhitespace(Int(value.lower), Int(value.upper))
        let line = range.offset(by: 0).map { bytes[$0] }
        return String(decoding: line.filter { $0 != .carriageReturn && $0 != .lineFeed }, as: UTF8.self)
    }
}
