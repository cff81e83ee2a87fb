import TaproomHTTP

/// The state of a request's content.
enum RequestContent {
    case none
    /// All of the content is in the request's buffer.
    case buffered(Range<Int>)
    /// The content is read on demand.
    case streamed(any RequestContentSource)
    /// The content has been collected.
    case collected([UInt8])
    /// The content is being read, or has been read, as a stream.
    case consumed
}

/// A source of content that did not arrive together with the head.
package protocol RequestContentSource: AnyObject {
    /// Returns the next bytes, never an empty array; nil at the end.
    func next() async throws -> [UInt8]?
}

/// An error in the way that a program reads a request's content.
public enum BodyError: Error, Sendable, CustomStringConvertible {
    /// The content has already been read as a stream, at least in part, and was not kept.
    case alreadyRead
    /// Another task is reading the content or writing the response.
    case overlappingRead
    /// The response has ended, so bytes from the client belong to its next request.
    case responseEnded

    /// The mistake, and how to correct it.
    public var description: String {
        switch self {
        case .alreadyRead:
            "the request's content was read as a stream before and is gone; collect it first where it is needed twice"
        case .overlappingRead: "two tasks use the request's connection at one time: read and write one after the other"
        case .responseEnded: "the request's content was read after its response had ended"
        }
    }
}

/// A request's content: collected into memory, or a sequence of chunks as they arrive.
///
/// Collected content is kept and can be read again. A sequence can be read once. Nothing is read from the socket before
/// it is asked for. Content with the coding gzip (`Content-Encoding`) is decompressed, and limits apply to the
/// decompressed bytes; other codings are rejected with 415.
public struct RequestBody: AsyncSequence {
    /// A chunk of content, never empty.
    public typealias Element = [UInt8]

    let request: Request

    /// The length in bytes; nil if it is not known before reading, as for chunked and compressed content.
    public var length: Int? {
        switch request.content {
        case .collected(let bytes): return bytes.count
        case _ where request.isContentEncoded: return nil
        case .buffered(let range): return range.count
        case .none, .streamed, .consumed:
            switch request.head.framing {
            case .none: return 0
            case .length(let length): return length
            case .chunked: return nil
            }
        }
    }

    /// Returns all of the content. Further calls return the same bytes.
    ///
    /// - Parameter limit: the most bytes to accept; nil for the route's limit.
    /// - Throws: `HTTPError` 413 if there is more, without reading if the head says so; 503 if the server already holds
    ///   too much content in memory (`ApplicationSettings.bodyMemoryLimit`); `BodyError.alreadyRead` if the content was
    ///   read as a stream before.
    public func collect(upTo limit: Int? = nil) async throws -> [UInt8] {
        let limit = limit ?? request.bodyLimit
        if let length, length > limit { throw HTTPError(.contentTooLarge) }
        try request.inflateContent()
        switch request.content {
        case .none: return []
        case .buffered(let range): return Array(request.input.bytes[range])
        case .collected(let bytes): return bytes
        case .consumed: throw BodyError.alreadyRead
        case .streamed(let source):
            request.content = .consumed
            var collected: [UInt8] = []
            while let chunk = try await source.next() {
                guard collected.count + chunk.count <= limit else { throw HTTPError(.contentTooLarge) }
                try request.holdContent(bytes: collected.count + chunk.count)
                collected.append(contentsOf: chunk)
            }
            request.content = .collected(collected)
            return collected
        }
    }

    /// Starts to read the content. This is possible once, unless the content has been collected.
    public func makeAsyncIterator() -> Iterator {
        Iterator(request: request)
    }

    /// Reads the content chunk by chunk.
    public struct Iterator: AsyncIteratorProtocol {
        private enum State {
            case notBegun
            case reading(any RequestContentSource)
            case ended
        }

        private let request: Request
        private var state = State.notBegun

        init(request: Request) {
            self.request = request
        }

        /// Returns the next chunk, which is never empty; nil at the end.
        ///
        /// - Throws: `BodyError.alreadyRead` if the content was read as a stream before; `HTTPError` 400 or 408 if the
        ///   client does not send the content that it announced.
        public mutating func next() async throws -> [UInt8]? {
            if case .notBegun = state {
                state = .ended
                try request.inflateContent()
                switch request.content {
                case .none: return nil
                case .collected(let bytes): return bytes.isEmpty ? nil : bytes
                case .consumed: throw BodyError.alreadyRead
                case .buffered(let range):
                    request.content = .consumed
                    return Array(request.input.bytes[range])
                case .streamed(let source):
                    request.content = .consumed
                    state = .reading(source)
                }
            }
            guard case .reading(let source) = state else { return nil }
            guard let chunk = try await source.next() else {
                state = .ended
                return nil
            }
            return chunk
        }
    }
}

extension Request {
    /// The content.
    public var body: RequestBody { RequestBody(request: self) }
}
