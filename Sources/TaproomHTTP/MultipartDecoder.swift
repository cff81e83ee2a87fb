/// The reason why multipart content is rejected.
package enum MultipartError: Error, Sendable, Equatable {
    /// A part's header is malformed, or lacks `Content-Disposition: form-data; name="…"`.
    case malformedHeader
    /// A part's header exceeds the limit.
    case headerTooLarge
    case tooManyParts
    /// A delimiter is followed by neither a line end nor `--`.
    case malformedDelimiter

    /// A sentence for the sender of the request.
    package var message: String {
        switch self {
        case .malformedHeader: "A part of the form has no Content-Disposition: form-data with a name."
        case .headerTooLarge: "A part of the form has a larger header than this server accepts."
        case .tooManyParts: "The form has more parts than this server accepts."
        case .malformedDelimiter: "A delimiter of the form is followed by what does not belong there."
        }
    }
}

/// Decodes `multipart/form-data` (RFC 2046 §5.1, RFC 7578) incrementally. Between calls it keeps at most the start of a
/// delimiter or one part's header.
package struct MultipartDecoder: Sendable {
    /// An event: a part begins, has data, or ends.
    package enum Event: Sendable, Equatable {
        case began(PartHeader)
        case data([UInt8])
        case ended
    }

    private enum Stage {
        /// Before the first delimiter, or in a part's data.
        case data(isPart: Bool)
        case delimiterEnd
        case header
        case finished
    }

    private let delimiter: [UInt8]
    private let partLimit: Int
    private let headerLimit: Int
    private var stage = Stage.data(isPart: false)
    /// The buffer starts with a line end, because the delimiter begins with one, which the first delimiter of the
    /// content may lack.
    private var buffer: [UInt8] = [0x0d, 0x0a]
    /// The number of bytes in the buffer that have been decoded.
    private var position = 0
    private var parts = 0

    /// - Parameters:
    ///   - boundary: the parameter of Content-Type, 1 to 70 bytes.
    ///   - partLimit: the most parts.
    ///   - headerLimit: the most bytes of a part's header.
    package init(boundary: String, partLimit: Int = 1000, headerLimit: Int = 8192) {
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.partLimit = partLimit
        self.headerLimit = headerLimit
    }

    /// Whether the closing delimiter has been read.
    package var isFinished: Bool { if case .finished = stage { true } else { false } }

    /// Returns the boundary parameter of a Content-Type value; nil if it is not `multipart/form-data` with a valid
    /// boundary.
    package static func boundary(ofContentType field: String) -> String? {
        let value = FieldParameters(field)
        guard value.value.lowercased() == "multipart/form-data", let boundary = value["boundary"],
            1...70 ~= boundary.utf8.count, boundary.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f })
        else { return nil }
        return boundary
    }

    /// Decodes bytes, and returns the events that they complete.
    package mutating func decode(_ bytes: [UInt8]) throws(MultipartError) -> [Event] {
        var events: [Event] = []
        buffer += bytes
        while try step(&events) {}
        buffer.removeFirst(position)
        position = 0
        return events
    }

    /// Decodes one step.
    ///
    /// - Returns: whether the buffered bytes allow another step.
    private mutating func step(_ events: inout [Event]) throws(MultipartError) -> Bool {
        switch stage {
        case .data(let isPart): return takeData(isPart, &events)
        case .delimiterEnd: return try takeDelimiterEnd()
        case .header: return try takeHeader(&events)
        case .finished:
            position = buffer.count
            return false
        }
    }

    private mutating func takeData(_ isPart: Bool, _ events: inout [Event]) -> Bool {
        let found = buffer.span.firstIndex(of: delimiter.span, position)
        // Bytes that may begin a delimiter are kept for the next call.
        let end = found ?? max(position, buffer.count - delimiter.count + 1)
        if isPart, end > position { events.append(.data(Array(buffer[position..<end]))) }
        position = found == nil ? end : end + delimiter.count
        guard found != nil else { return false }
        if isPart { events.append(.ended) }
        stage = .delimiterEnd
        return true
    }

    /// Takes the bytes after a delimiter: white space and a line end, or `--`.
    private mutating func takeDelimiterEnd() throws(MultipartError) -> Bool {
        let rest = buffer[position...]
        guard rest.count >= 2 else { return false }
        if rest.starts(with: [0x2d, 0x2d]) {
            stage = .finished
            return true
        }
        let space = rest.prefix { $0.isWhitespace }.count
        guard space <= 64 else { throw .malformedDelimiter }
        guard rest.count >= space + 2 else { return false }
        guard rest.dropFirst(space).starts(with: [.carriageReturn, .lineFeed]) else { throw .malformedDelimiter }
        parts += 1
        guard parts <= partLimit else { throw .tooManyParts }
        position += space
        stage = .header
        return true
    }

    /// Takes a part's header. It begins with the line end before it, so that an empty header ends like any other.
    private mutating func takeHeader(_ events: inout [Event]) throws(MultipartError) -> Bool {
        let end: [UInt8] = [.carriageReturn, .lineFeed, .carriageReturn, .lineFeed]
        guard let found = buffer.span.firstIndex(of: end.span, position) else {
            guard buffer.count - position <= headerLimit else { throw .headerTooLarge }
            return false
        }
        guard found - position <= headerLimit else { throw .headerTooLarge }
        guard let header = PartHeader(buffer.span.extracting(position..<found)) else { throw .malformedHeader }
        position = found + end.count
        events.append(.began(header))
        stage = .data(isPart: true)
        return true
    }
}
