/// Writes the head of a response (RFC 9112 §4, RFC 9110 §6.6.1) into a buffer.
public struct ResponseSerializer: Sendable {
    /// The start of a successful response, from status line to `Content-Length: `, for each media type met in
    /// this second: most of a head in one copy.
    private var starts: [(contentType: String, bytes: [UInt8])] = []
    /// `Date: ` with its value and line end.
    private var dateLine: [UInt8] = []
    private var second = Int.min
    private static let startsLimit = 8

    public init() {}

    /// Formats the Date field anew where the second has changed.
    ///
    /// - Parameter secondsSinceEpoch: the time of day.
    @inline(__always)
    public mutating func setTime(secondsSinceEpoch: Int) {
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

    /// How the content that follows the head is delimited, as the head says it.
    public enum Framing: Sendable, Equatable {
        /// No content and no field about it: 1xx, 204, 304.
        case none
        case length(Int)
        case chunked
        /// The connection's end is the content's end (for HTTP/1.0).
        case close
    }

    /// Appends status line, Date, Content-Type, framing, the other fields and the empty line.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - contentType: the value of Content-Type, if any.
    ///   - fields: all other fields; Content-Length, Transfer-Encoding, Connection and Date are not taken from here.
    ///   - framing: how the content is delimited.
    ///   - connection: the value of Connection, or nil for none.
    ///   - content: what of the content follows at once.
    ///   - output: the buffer.
    public mutating func append(
        status: HTTPStatus, contentType: String?, fields: HeaderFields, framing: Framing,
        connection: String?, content: Span<UInt8> = Span(), to output: inout [UInt8]
    ) {
        let isAll = connection == nil && fields.isEmpty
        if status == .ok, case .length(let length) = framing, let contentType {
            let start = start(contentType)
            output.append(addingCapacity: start.count + 24 + (isAll ? content.count : 0)) { output in
                output.append(copying: start.span)
                output.append(decimal: length)
                output.append(.carriageReturn)
                output.append(.lineFeed)
                guard isAll else { return }
                output.append(.carriageReturn)
                output.append(.lineFeed)
                output.append(copying: content)
            }
            if isAll { return }
        } else {
            Self.appendStatusLine(status, to: &output)
            output.append(contentsOf: dateLine)
            if let contentType { Self.append("Content-Type", HeaderFields.safe(contentType), to: &output) }
            switch framing {
            case .none, .close: break
            case .length(let length): Self.append("Content-Length", String(length), to: &output)
            case .chunked: Self.append("Transfer-Encoding", "chunked", to: &output)
            }
        }
        if let connection { Self.append("Connection", connection, to: &output) }
        if let block = fields.first { output.append(contentsOf: block.bytes) }
        if let block = fields.second { output.append(contentsOf: block.bytes) }
        for field in fields.own where !Self.isOwn(field.name) {
            Self.append(field.name, field.value, to: &output)
        }
        output.append(addingCapacity: content.count + 2) { output in
            output.append(.carriageReturn)
            output.append(.lineFeed)
            output.append(copying: content)
        }
    }

    private mutating func start(_ contentType: String) -> [UInt8] {
        for index in starts.indices where starts[index].contentType == contentType { return starts[index].bytes }
        var bytes: [UInt8] = []
        Self.appendStatusLine(.ok, to: &bytes)
        bytes.append(contentsOf: dateLine)
        Self.append("Content-Type", HeaderFields.safe(contentType), to: &bytes)
        bytes.append(contentsOf: "Content-Length: ".utf8)
        if starts.count < Self.startsLimit { starts.append((contentType, bytes)) }
        return bytes
    }

    /// Appends one field line.
    static func append(_ name: FieldName, _ value: String, to output: inout [UInt8]) {
        output.append(addingCapacity: name.text.utf8.count + value.utf8.count + 4) { output in
            output.append(name.text)
            output.append(.colon)
            output.append(.space)
            output.append(value)
            output.append(.carriageReturn)
            output.append(.lineFeed)
        }
    }

    /// Appends one chunk of the chunked coding; nothing for no bytes, which would end the body.
    public static func appendChunk(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        output.append(contentsOf: String(bytes.count, radix: 16).utf8)
        output.append(contentsOf: "\r\n".utf8)
        output.append(contentsOf: bytes)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// Appends the last chunk, without trailers.
    public static func appendLastChunk(to output: inout [UInt8]) {
        output.append(contentsOf: "0\r\n\r\n".utf8)
    }

    private static func appendStatusLine(_ status: HTTPStatus, to output: inout [UInt8]) {
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        output.append(decimal: status.code)
        output.append(.space)
        output.append(contentsOf: status.reasonPhrase.utf8)
        output.append(contentsOf: "\r\n".utf8)
    }

    /// The fields that say how the message is framed are the serializer's alone.
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
