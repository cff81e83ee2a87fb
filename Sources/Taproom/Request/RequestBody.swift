import TaproomHTTP

/// Where a request's content comes from.
enum RequestContent {
    case none
    /// All of it is in the request's buffer.
    case buffered(Range<Int>)
    /// It is read as it is asked for.
    case streamed(any RequestContentSource)
    /// It was collected.
    case collected([UInt8])
    /// It was read, or begun to be read, as a stream.
    case consumed
}

/// What delivers content that was not there when the head was.
package protocol RequestContentSource: AnyObject {
    /// The next bytes, never none; nil at the end.
    func next() async throws -> [UInt8]?
}

/// A mistake in how a request's content is read.
public enum BodyError: Error, Sendable, CustomStringConvertible {
    /// The content was read as a stream before, in part or as a whole, and was not kept.
    case alreadyRead
    /// Another task is reading the content, or writing the response, at this time.
    case overlappingRead
    /// The response has ended: what the client sends now belongs to its next request.
    case responseEnded

    /// What the program did wrong, and what to do instead.
    public var description: String {
        switch self {
        case .alreadyRead:
            "the request's content was read as a stream before and is gone; collect it first where it is needed twice"
        case .overlappingRead: "two tasks use the request's connection at one time: read and write one after the other"
        case .responseEnded: "the request's content was read after its response had ended"
        }
    }
}

/// A request's content: collected into memory, or a sequence of chunks as they come in.
///
/// Collected content is kept, and can be had again. A sequence can be read once. Nothing is read from the socket before
/// someone asks for it. Content that the client compressed with gzip (`Content-Encoding`) is read as what it stands for,
/// and limits count that; another coding is 415.
public struct RequestBody: AsyncSequence {
    /// A chunk of the content; never empty.
    public typealias Element = [UInt8]

    let request: Request

    /// The length in bytes where it is known before reading, which that of compressed content is not.
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

    /// All of the content. Further calls return the same bytes.
    ///
    /// - Parameter limit: the most bytes to take; the route's limit where nil.
    /// - Throws: `HTTPError` 413 where there is more, and nothing is read if the head says so already; 503 where the
    ///   server holds as much content of all requests as it may (`ApplicationSettings.bodyMemoryLimit`);
    ///   `BodyError.alreadyRead` where the content was read as a stream before.
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

    /// Begins to read the content, which can be done once unless it has been collected.
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

        /// The next chunk, never empty; nil at the end.
        ///
        /// - Throws: `BodyError.alreadyRead` where the content was read as a stream before; `HTTPError` 400 or 408 where
        ///   the client does not send what it announced.
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
