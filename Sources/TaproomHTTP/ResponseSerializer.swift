/// Serializes the head of a response (RFC 9112 §4, RFC 9110 §6.6.1).
package struct ResponseSerializer: Sendable {
    /// The start of a 200 response, from the status line to `Content-Length: `, for each media type used in this
    /// second.
    private var starts: [(contentType: String, bytes: [UInt8])] = []
    /// The Date field's line.
    private var dateLine: [UInt8] = []
    private var second = Int.min
    private static let startsLimit = 8

    /// Makes a serializer without a time. Call `setTime` before the first response.
    package init() {}

    /// Formats the Date field if the second has changed.
    ///
    /// - Parameter secondsSinceEpoch: the current time in seconds since 1970.
    @inline(__always)
    package mutating func setTime(secondsSinceEpoch: Int) {
        if secondsSinceEpoch != second { formatDate(secondsSinceEpoch) }
    }

    private mutating func formatDate(_ secondsSinceEpoch: Int) {
        second = secondsSinceEpoch
        dateLine.removeAll(keepingCapacity: true)
        dateLine.append(contentsOf: "Date: ".utf8)
        HTTPDate.append(secondsSinceEpoch: secondsSinceEpoch, to: &dateLine)
        dateLine.append(contentsOf: "\r\n".utf8)
        starts.removeAll(keepingCapacity: true)
    }

    /// How the content after the head is delimited.
    package enum Framing: Sendable, Equatable {
        /// There is no content, and no field that delimits it: 1xx, 204, 304.
        case none
        case length(Int)
        case chunked
        /// The content ends with the connection (for HTTP/1.0).
        case close
    }

    /// Appends the status line, Date, Content-Type, framing, the other fields and the empty line.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - fields: the header fields. Content-Type is left out if there is no content; Content-Length,
    ///     Transfer-Encoding, Connection and Date are ignored.
    ///   - framing: how the content is delimited.
    ///   - connection: the value of Connection; nil for none.
    ///   - content: content to append after the head.
    ///   - output: the buffer.
    package mutating func append(
        status: HTTPStatus, fields: HeaderFields, framing: Framing,
        connection: String?, content: Span<UInt8> = Span(), to output: inout [UInt8]
    ) {
        let start = start(status, fields.contentType, framing)
        if connection == nil, fields.hasOnlyContentType {
            return output.append(addingCapacity: start.count + 24 + content.count) { output in
                output.append(start, framing)
                output.appendLineEnd()
                output.append(copying: content)
            }
        }
        let room = start.count + 24 + 14 + (connection?.utf8.count ?? 0) + fields.encodedCount + content.count
        output.append(addingCapacity: room) { output in
            output.append(start, framing)
            if let connection { output.append("Connection", connection) }
            output.append(fields)
            output.appendLineEnd()
            output.append(copying: content)
        }
    }

    /// Returns the status line, Date, Content-Type and framing, up to `Content-Length: ` if a length follows. The start
    /// of a 200 response is kept while its Date is current.
    private mutating func start(_ status: HTTPStatus, _ contentType: String?, _ framing: Framing) -> [UInt8] {
        guard status == .ok, case .length = framing, let contentType else {
            return makeStart(status, contentType, framing)
        }
        for index in starts.indices where starts[index].contentType == contentType { return starts[index].bytes }
        let bytes = makeStart(status, contentType, framing)
        if starts.count < Self.startsLimit { starts.append((contentType, bytes)) }
        return bytes
    }

    private func makeStart(_ status: HTTPStatus, _ contentType: String?, _ framing: Framing) -> [UInt8] {
        var bytes: [UInt8] = []
        Self.appendStatusLine(status, to: &bytes)
        bytes.append(contentsOf: dateLine)
        if let contentType, framing != .none { Self.append("Content-Type", HeaderFields.safe(contentType), to: &bytes) }
        switch framing {
        case .none, .close: break
        case .length: bytes.append(contentsOf: "Content-Length: ".utf8)
        case .chunked: Self.append("Transfer-Encoding", "chunked", to: &bytes)
        }
        return bytes
    }

    /// Appends one field line.
    static func append(_ name: FieldName, _ value: String, to output: inout [UInt8]) {
        output.append(addingCapacity: name.text.utf8.count + value.utf8.count + 4) { output in
            output.append(name.text, value)
        }
    }

    /// Appends one chunk of the chunked coding. Appends nothing for no bytes, because an empty chunk would end the
    /// content.
    package static func appendChunk(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        output.append(contentsOf: String(bytes.count, radix: 16).utf8)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: bytes)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// Appends the last chunk, without trailers.
    package static func appendLastChunk(to output: inout [UInt8]) {
        output.append(contentsOf: "0\r\n\r\n".utf8)
    }

    private static func appendStatusLine(_ status: HTTPStatus, to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: status.code)
        output.append(.space)
        output.append(contentsOf: status.reasonPhrase.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// Whether only the serializer writes a field: Date, Connection, and the fields that delimit content.
    static func isOwn(_ name: FieldName) -> Bool {
        switch name.text.utf8.count {
        case 4: name == "Date"
        case 10: name == "Connection"
        case 14: name == "Content-Length"
        case 17: name == "Transfer-Encoding"
        default: false
        }
    }
}

extension OutputSpan where Element == UInt8 {
    /// Appends one field line.
    @inline(__always)
    fileprivate mutating func append(_ name: String, _ value: String) {
        append(name)
        append(.colon)
        append(.space)
        append(value)
        appendLineEnd()
    }

    /// Appends the start of a head, and the content's length if it has one.
    @inline(__always)
    fileprivate mutating func append(_ start: [UInt8], _ framing: ResponseSerializer.Framing) {
        append(copying: start.span)
        guard case .length(let length) = framing else { return }
        append(decimal: length)
        appendLineEnd()
    }

    fileprivate mutating func append(_ fields: HeaderFields) {
        if let block = fields.first { append(block) }
        if let block = fields.second { append(block) }
        for field in fields.own where !ResponseSerializer.isOwn(field.name) { append(field.name.text, field.value) }
    }

    private mutating func append(_ block: EncodedHeaders) {
        let lines = block.bytes
        append(copying: lines.span)
    }

    @inline(__always)
    fileprivate mutating func appendLineEnd() {
        append(.carriageReturn)
        append(.lineFeed)
    }
}
