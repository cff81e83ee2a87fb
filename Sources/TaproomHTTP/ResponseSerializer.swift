/// Writes the head of a response (RFC 9112 §4, RFC 9110 §6.6.1) into a buffer.
public struct ResponseSerializer: Sendable {
    /// `HTTP/1.1 200 OK` and Date, the two lines with which nearly every response starts.
    private var okPrefix: [UInt8] = []
    /// `Date: ` with its value and line end.
    private var dateLine: [UInt8] = []
    private var second = Int.min

    public init() {}

    /// Formats the Date field anew where the second has changed.
    ///
    /// - Parameter secondsSinceEpoch: the time of day.
    public mutating func setTime(secondsSinceEpoch: Int) {
        guard secondsSinceEpoch != second else { return }
        second = secondsSinceEpoch
        dateLine.removeAll(keepingCapacity: true)
        dateLine.append(contentsOf: "Date: ".utf8)
        HTTPDate.append(secondsSinceEpoch: secondsSinceEpoch, to: &dateLine)
        dateLine.append(contentsOf: "\r\n".utf8)
        okPrefix.removeAll(keepingCapacity: true)
        Self.appendStatusLine(.ok, to: &okPrefix)
        okPrefix.append(contentsOf: dateLine)
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
    ///   - output: the buffer.
    public func append(
        status: HTTPStatus, contentType: String?, fields: HeaderFields, framing: Framing,
        connection: String?, to output: inout [UInt8]
    ) {
        if status == .ok {
            output.append(contentsOf: okPrefix)
        } else {
            Self.appendStatusLine(status, to: &output)
            output.append(contentsOf: dateLine)
        }
        if let contentType {
            output.append(contentsOf: "Content-Type: ".utf8)
            output.append(contentsOf: contentType.utf8)
            output.append(contentsOf: "\r\n".utf8)
        }
        switch framing {
        case .none, .close: break
        case .length(let length):
            output.append(contentsOf: "Content-Length: ".utf8)
            output.append(decimal: length)
            output.append(contentsOf: "\r\n".utf8)
        case .chunked:
            output.append(contentsOf: "Transfer-Encoding: chunked\r\n".utf8)
        }
        if let connection {
            output.append(contentsOf: "Connection: ".utf8)
            output.append(contentsOf: connection.utf8)
            output.append(contentsOf: "\r\n".utf8)
        }
        for field in fields.fields where !Self.isOwn(field.name) {
            output.append(contentsOf: field.name.text.utf8)
            output.append(contentsOf: ": ".utf8)
            output.append(contentsOf: field.value.utf8)
            output.append(contentsOf: "\r\n".utf8)
        }
        output.append(contentsOf: "\r\n".utf8)
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
    private static func isOwn(_ name: FieldName) -> Bool {
        switch name.text.utf8.count {
        case 4: name == "Date"
        case 10: name == "Connection"
        case 14: name == "Content-Length"
        case 17: name == "Transfer-Encoding"
        default: false
        }
    }
}
