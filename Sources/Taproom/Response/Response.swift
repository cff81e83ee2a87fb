import TaproomHTTP
import TaproomNet

/// The response to a request.
public struct Response {
    /// The status code and its reason phrase.
    public var status: HTTPStatus
    /// The header fields. Control characters in values become spaces.
    public var headers: HeaderFields
    /// The content. It is not sent if the status forbids content. A 304 may have the body and the type of the
    /// corresponding 200, from which middleware such as `Compression` derives the fields of that 200.
    public var body: ResponseBody {
        didSet { if deferral != nil { deferral = nil } }
    }
    /// Makes the final response after the handler has returned; nil if this response is final.
    var deferral: ResponseDeferral?

    /// - Parameters:
    ///   - status: the status; 200 by default.
    ///   - contentType: the value of Content-Type; nil to use that of `headers`.
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

    /// The value of Content-Type; nil for none.
    @inlinable
    public var contentType: String? {
        get { headers.contentType }
        set { headers.contentType = newValue }
    }

    /// Makes a response of plain text in UTF-8.
    public init(_ text: String, status: HTTPStatus = .ok) {
        self.status = status
        headers = HeaderFields()
        headers.contentType = "text/plain; charset=utf-8"
        body = .text(text)
    }

    /// A response without content (204).
    public static var noContent: Response { Response(status: .noContent) }

    /// Returns a response of HTML.
    public static func html(_ text: String, status: HTTPStatus = .ok) -> Response {
        Response(status: status, contentType: "text/html; charset=utf-8", body: .text(text))
    }

    /// Returns a response of HTML in UTF-8, such as a rendered template.
    public static func html(_ bytes: [UInt8], status: HTTPStatus = .ok) -> Response {
        Response(status: status, contentType: "text/html; charset=utf-8", body: .bytes(bytes))
    }

    /// Returns a redirect to another location. With 303, the client requests it with GET, whatever the method was.
    ///
    /// - Parameters:
    ///   - location: a URL, or a reference relative to the request's URL (RFC 3986 §4.1). Characters that are not
    ///     allowed in a URL are percent-encoded; escapes are kept.
    ///   - status: a status of the class 3xx.
    public static func redirect(to location: String, status: HTTPStatus = .seeOther) -> Response {
        var response = Response(status: status)
        response.headers["Location"] = location
        return response
    }
}

/// A response's content.
///
/// The last case holds an existential. So the compiler passes this type and `Response` by address instead of copying
/// them.
public enum ResponseBody {
    case empty
    case text(String)
    case bytes([UInt8])
    /// A part of a file, which the kernel copies to the socket.
    case file(OpenFile, Range<Int>)
    /// Bytes and parts of a file in turn, for example for several ranges.
    case parts([Part])
    /// Content that is written piece by piece.
    case content(any ResponseContent)

    /// A piece of content that consists of several parts.
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

    /// The length in bytes; nil if it is not known.
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

    /// Returns content that `produce` writes. The head is sent with the first bytes.
    ///
    /// - Parameter length: the length in bytes; nil if it is not known.
    public static func stream(
        length: Int?, _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        .content(StreamedContent(length: length, isOpenEnded: false, produce: produce))
    }

    /// Returns content that does not end by itself, such as events (`ResponseContent.isOpenEnded`).
    static func openEndedStream(
        _ produce: nonisolated(nonsending) @escaping (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        .content(StreamedContent(length: nil, isOpenEnded: true, produce: produce))
    }

    /// Whether the content is written piece by piece.
    var isStream: Bool { if case .content = self { true } else { false } }

    /// Collects all of the content in memory.
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

/// Makes the final response after the handler has returned, such as the part of a file that the request asks for.
///
/// It is not a case of `ResponseBody`, because a check for the case would copy the body of each response.
final class ResponseDeferral {
    let make: (Request, Response) throws -> Response

    /// - Parameter make: returns the final response, from the request and the response that the handler returned.
    init(_ make: @escaping (Request, Response) throws -> Response) {
        self.make = make
    }
}

extension Response {
    /// Replaces the response with the deferred one, if there is one.
    @inline(__always)
    mutating func resolve(for request: Request) throws {
        if let deferral { self = try deferral.make(request, withoutDeferral) }
    }

    /// The response as the handler returned it, without the deferral.
    private var withoutDeferral: Response {
        var response = self
        response.deferral = nil
        return response
    }
}

/// Content that is written piece by piece.
public protocol ResponseContent {
    /// The length in bytes; nil if it is not known. Without a length, HTTP/1.1 sends the content in chunks, and the end
    /// of an HTTP/1.0 connection marks the end of the content.
    var length: Int? { get }
    /// Whether the content does not end by itself, as with events. Then the head is sent before there is content, and
    /// the task is cancelled when the server stops.
    var isOpenEnded: Bool { get }
    /// Writes all of the content. An error that is thrown before the first byte is handled like an error of the
    /// handler.
    func write(to writer: ResponseWriter) async throws
}

extension ResponseContent {
    /// False: the content ends by itself.
    public var isOpenEnded: Bool { false }
}

/// Content that a closure writes.
private struct StreamedContent: ResponseContent {
    let length: Int?
    let isOpenEnded: Bool
    let produce: nonisolated(nonsending) (ResponseWriter) async throws -> Void

    func write(to writer: ResponseWriter) async throws {
        try await produce(writer)
    }
}
