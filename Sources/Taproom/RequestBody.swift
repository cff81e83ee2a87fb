import TaproomHTTP

/// Where a request's content comes from.
enum RequestContent {
    case none
    /// All of it is in the request's buffer.
    case buffered(Range<Int>)
    /// The rest has yet to come.
    case streamed(any RequestContentSource)
}

/// What delivers content that was not there when the head was.
protocol RequestContentSource: AnyObject {
    /// The content's length where the head says it.
    var declaredLength: Int? { get }
    /// Whether the last byte has been delivered.
    var isFinished: Bool { get }
    /// The next bytes, never none; nil at the end.
    func next() async throws -> [UInt8]?
}

/// A request's content: a sequence of chunks as they come in, to be read once, or collected into memory.
/// Nothing is read from the socket before someone asks for it.
public struct RequestBody: AsyncSequence {
    public typealias Element = [UInt8]

    let request: Request

    /// The length where it is known before reading.
    public var length: Int? {
        switch request.content {
        case .none: 0
        case .buffered(let range): range.count
        case .streamed(let source): source.declaredLength
        }
    }

    /// All of the content.
    ///
    /// - Parameter limit: the most bytes to take; the route's limit where nil.
    /// - Throws: `HTTPError` 413 where there is more; nothing is read if the head says so already.
    public func collect(upTo limit: Int? = nil) async throws -> [UInt8] {
        let limit = limit ?? request.bodyLimit
        if let length, length > limit { throw HTTPError(.contentTooLarge) }
        switch request.content {
        case .none: return []
        case .buffered(let range): return Array(request.input.bytes[range])
        case .streamed(let source):
            var collected: [UInt8] = []
            while let chunk = try await source.next() {
                guard collected.count + chunk.count <= limit else { throw HTTPError(.contentTooLarge) }
                collected.append(contentsOf: chunk)
            }
            return collected
        }
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(request: request)
    }

    public struct Iterator: AsyncIteratorProtocol {
        let request: Request

        public mutating func next() async throws -> [UInt8]? {
            switch request.content {
            case .none: return nil
            case .buffered(let range):
                request.content = .none
                return range.isEmpty ? nil : Array(request.input.bytes[range])
            case .streamed(let source): return try await source.next()
            }
        }
    }
}

extension Request {
    /// Whether some of the content is still on its way: then nothing can follow on this connection.
    var isContentUnread: Bool {
        if case .streamed(let source) = content { !source.isFinished } else { false }
    }

    /// The content.
    public var body: RequestBody { RequestBody(request: self) }

    /// The fields of an `application/x-www-form-urlencoded` body; none where the body is of another type.
    ///
    /// - Throws: `HTTPError` 413 for a body over `limit` bytes.
    public func form(upTo limit: Int? = nil) async throws -> FormFields {
        guard contentType == "application/x-www-form-urlencoded" else { return FormFields() }
        return FormFields(urlEncoded: try await body.collect(upTo: limit))
    }
}
