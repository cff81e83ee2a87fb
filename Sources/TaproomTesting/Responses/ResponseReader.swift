import TaproomHTTP

/// Parses a response incrementally. It supports the parts of HTTP/1.1 that tests need.
package struct ResponseReader: Sendable {
    package enum Event: Sendable {
        case head(ResponseHead)
        case content([UInt8])
        case ended
    }

    private enum Stage {
        case head
        case length(left: Int)
        case chunked(ChunkedDecoder)
        case untilClose
        case ended
    }

    private let isHead: Bool
    private var buffer: [UInt8] = []
    private var stage = Stage.head

    /// - Parameter isHead: whether the request's method is HEAD. Then the response has no content, whatever its fields
    ///   say.
    package init(isHead: Bool) {
        self.isHead = isHead
    }

    /// The received bytes that have not been parsed.
    package var rest: [UInt8] { buffer }

    package mutating func append(_ bytes: [UInt8]) {
        buffer += bytes
    }

    /// Returns the next event; nil if more bytes are needed.
    ///
    /// - Throws: `MalformedResponse` for bytes that are not a response.
    package mutating func next() throws(MalformedResponse) -> Event? {
        switch stage {
        case .head: return try takeHead()
        case .length(left: 0), .ended:
            stage = .ended
            return .ended
        case .length(let left):
            guard !buffer.isEmpty else { return nil }
            let content = Array(buffer.prefix(left))
            buffer.removeFirst(content.count)
            stage = .length(left: left - content.count)
            return .content(content)
        case .chunked(var decoder):
            var content: [UInt8] = []
            switch decoder.decode(buffer.span, into: &content) {
            case .needMore(let consumed):
                buffer.removeFirst(consumed)
                stage = .chunked(decoder)
            case .done(let consumed):
                buffer.removeFirst(consumed)
                stage = .ended
            case .wrong(let error): throw MalformedResponse(description: error.message)
            }
            if !content.isEmpty { return .content(content) }
            if case .ended = stage { return .ended }
            return nil
        case .untilClose:
            guard !buffer.isEmpty else { return nil }
            defer { buffer = [] }
            return .content(buffer)
        }
    }

    /// Handles the end of the connection.
    ///
    /// - Returns: whether the response is complete.
    package mutating func finish() -> Bool {
        switch stage {
        case .untilClose, .ended, .length(left: 0):
            stage = .ended
            return true
        case .head, .length, .chunked: return false
        }
    }

    private mutating func takeHead() throws(MalformedResponse) -> Event? {
        while let end = buffer.indices.dropLast(3).first(where: { buffer[$0...].starts(with: [13, 10, 13, 10]) }) {
            guard let head = ResponseHead(buffer[..<end]) else {
                throw MalformedResponse(description: "The head is none of HTTP/1.1.")
            }
            buffer.removeFirst(end + 4)
            if head.status.isInformational { continue }
            stage = try content(head)
            return .head(head)
        }
        return nil
    }

    private func content(_ head: ResponseHead) throws(MalformedResponse) -> Stage {
        if isHead || head.status == .noContent || head.status == .notModified { return .length(left: 0) }
        if head["transfer-encoding"] == "chunked" { return .chunked(ChunkedDecoder()) }
        guard let field = head["content-length"] else { return .untilClose }
        guard let length = Int(field), length >= 0 else {
            throw MalformedResponse(description: "Content-Length is '\(field)'.")
        }
        return .length(left: length)
    }
}

extension ResponseReader {
    /// Parses a complete response; nil if the bytes are not exactly one response.
    package static func parse(_ bytes: [UInt8], isHead: Bool) -> TestResponse? {
        var reader = ResponseReader(isHead: isHead)
        reader.append(bytes)
        var head: ResponseHead?
        var content: [UInt8] = []
        while let event = try? reader.next() {
            switch event {
            case .head(let begun): head = begun
            case .content(let bytes): content += bytes
            case .ended: return finished(reader, head, content)
            }
        }
        return reader.finish() ? finished(reader, head, content) : nil
    }

    private static func finished(_ reader: ResponseReader, _ head: ResponseHead?, _ content: [UInt8]) -> TestResponse? {
        guard let head, reader.rest.isEmpty else { return nil }
        return TestResponse(head, body: content, request: "a request")
    }
}

/// The error of bytes that are not a response.
package struct MalformedResponse: Error, CustomStringConvertible {
    package let description: String
}
