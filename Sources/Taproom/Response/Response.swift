import TaproomHTTP
import TaproomNet

/// The response to a request.
public struct Response {
    /// The status code and its reason phrase.
    public var status: HTTPStatus
    /// The header fields. Control characters in values become spaces.
    public var headers: HeaderFields
    /// What is sent, unless the status forbids content. A 304 may have the body of the 200 that it stands for, and
    /// its type: middleware such as `Compression` learns from them what the 200 would have said.
    public var body: ResponseBody {
        didSet { if deferral != nil { deferral = nil } }
    }
    /// Makes the response when the handler has returned; nil if this one is whole.
    var deferral: ResponseDeferral?

    /// - Parameters:
    ///   - status: the status; 200 by default.
    ///   - contentType: the value of Content-Type; nil leaves that of `headers`.
    ///   - headers: the header fields.
    ///   - body: the content; none by default.
    public init(
        status: HTTPStatus = .ok, contentType: String? = nil, headers: HeaderFields = HeaderFields(),
        body: ResponseBody = .empty
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        if let contentType { self.headers.contentType = contentType }
    }

    /// The field Content-Type; nil for none.
    @inlinable
    public var contentType: String? {
        get { headers.contentType }
        set { headers.contentType = newValue }
    }

    /// Plain text in UTF-8.
    public init(_ text: String, status: HTTPStatus = .ok) {
        self.status = status
        headers = HeaderFields()
        headers.contentType = "text/plain; charset=utf-8"
        body = .text(text)
    }

    /// No content (204).
    public static var noContent: Response { Response(status: .noContent) }

    /// HTML.
    public static func html(_ text: String, status: HTTPStatus = .ok) -> Response {
        Response(status: status, contentType: "text/html; charset=utf-8", body: .text(text))
    }

    /// HTML in UTF-8, as bytes that a template rendered.
    public static func html(_ bytes: [UInt8], status: HTTPStatus = .ok) -> Response {
        Response(status: status, contentType: "text/html; charset=utf-8", body: .bytes(bytes))
    }

    /// Sends the client elsewhere: 303 asks for it with GET, whatever the method was.
    ///
    /// - Parameters:
    ///   - location: a URL, or a reference relative to the request's (RFC 3986 §4.1), in any characters: those that may not
    ///     stand in one are percent-encoded, escapes are left as they are.
    ///   - status: a status of the class 3xx.
    public static func redirect(to location: String, status: HTTPStatus = .seeOther) -> Response {
        var response = Response(status: status)
        response.headers["Location"] = location
        return response
    }
}

/// A response's content.
///
/// The last case holds an existential, so the compiler passes this type and `Response` by address instead of copying them.
public enum ResponseBody {
    case empty
    case text(String)
    case bytes([UInt8])
    /// A part of a file, which the kernel copies to the socket.
    case file(OpenFile, Range<Int>)
    /// Bytes and parts of a file in turn, as of several ranges.
    case parts([Part])
    /// What is written bit by bit.
    case content(any ResponseContent)

    /// A piece of a content that is put together.
    public enum Part {
        case bytes([UInt8])
        case file(OpenFile, Range<Int>)

        var length: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, let range): range.count
            }
        }
    }

    /// The length in bytes; nil where it is not known.
    public var length: Int? {
        switch self {
        case .empty: 0
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .file(_, let range): range.count
        case .parts(let parts): parts.reduce(0) { $0 + $1.length }
        case .content(let content): content.length
        }
    }

    /// Content that `produce` writes; its length where that is known. The head is sent with the first bytes.
    public static func stream(
        length: Int?, _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        .content(StreamedContent(length: length, isOpenEnded: false, produce: produce))
    }

    /// Content that goes on until somebody ends it, as events do (`ResponseContent.isOpenEnded`).
    static func openEndedStream(
        _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        .content(StreamedContent(length: nil, isOpenEnded: true, produce: produce))
    }

    /// Whether the content is written bit by bit.
    var isStream: Bool { if case .content = self { true } else { false } }

    /// All of the content in memory.
    package func collect() async throws -> [UInt8] {
        switch self {
        case .empty: return []
        case .text(let text): return Array(text.utf8)
        case .bytes(let bytes): return bytes
        case .file(let file, let range): return Self.bytes(of: file, range)
        case .parts(let parts):
            return parts.flatMap { part in
                switch part {
                case .bytes(let bytes): bytes
                case .file(let file, let range): Self.bytes(of: file, range)
                }
            }
        case .content(let content):
            let sink = CollectingSink()
            try await content.write(to: ResponseWriter(sink))
            return sink.bytes
        }
    }

    private static func bytes(of file: OpenFile, _ range: Range<Int>) -> [UInt8] {
        var output: [UInt8] = []
        _ = file.read(from: range.lowerBound, count: range.count, into: &output)
        return output
    }
}

/// Makes a response when its handler has returned, such as the part of a file that the request asks for.
///
/// Not a case of `ResponseBody`: to look for one would copy the body of each response.
final class ResponseDeferral {
    let make: (Request, Response) throws -> Response

    /// - Parameter make: makes the response of the request, and of what the handler has set.
    init(_ make: @escaping (Request, Response) throws -> Response) {
        self.make = make
    }
}

extension Response {
    /// Becomes what it is deferred to, where it is.
    @inline(__always)
    mutating func resolve(for request: Request) throws {
        if let deferral { self = try deferral.make(request, whole) }
    }

    /// This response as the handler has made it, without its deferral.
    private var whole: Response {
        var response = self
        response.deferral = nil
        return response
    }
}

/// Content that is written bit by bit.
public protocol ResponseContent {
    /// The length in bytes where it is known. Without, HTTP/1.1 sends it in chunks, and for HTTP/1.0 the connection's end
    /// is the content's.
    var length: Int? { get }
    /// Whether the content goes on until somebody ends it, as events do. Then the head is sent before there is content,
    /// and the task is cancelled when the server stops.
    var isOpenEnded: Bool { get }
    /// Writes all of it. What is thrown before the first byte is answered as an error of the handler.
    func write(to writer: ResponseWriter) async throws
}

extension ResponseContent {
    /// False: the content ends by itself.
    public var isOpenEnded: Bool { false }
}

/// What a closure writes.
private struct StreamedContent: ResponseContent {
    let length: Int?
    let isOpenEnded: Bool
    let produce: nonisolated(nonsending) (ResponseWriter) async throws -> Void

    func write(to writer: ResponseWriter) async throws {
        try await produce(writer)
    }
}
