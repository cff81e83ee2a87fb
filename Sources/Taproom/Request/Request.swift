import TaproomHTTP
import TaproomNet

/// A request as middleware and handlers see it. Its head stays the bytes that were received: text is made
/// only of what is asked for.
///
/// One task owns a request from its first byte to the last of its response. The object is used again for the
/// next request when nobody has kept it.
public final class Request {
    /// What was parsed, as offsets into the bytes received.
    package internal(set) var head = RequestHead()
    /// The connection it came over.
    public internal(set) var connection: ConnectionInfo
    /// The values of the route's parameters; filled in by the router.
    public internal(set) var parameters = Parameters()
    /// What all requests of the application share.
    package let context: ApplicationContext
    /// The settings of the application that serves it.
    public var settings: ApplicationSettings { context.settings }

    /// The most bytes of content that the route takes; the application's limit where it names none.
    public internal(set) var bodyLimit: Int

    /// A short word about the request for the access log, such as the first characters of its session's id.
    public var logLabel: Substring?

    /// The route that was found; nil before, and where there is none.
    var endpoint: Endpoint?
    /// What answers behind the middleware of a group, where no route does.
    var routeSubstitute: RouteSubstitute?
    /// The segments of the path, once somebody has asked for them.
    var pathSegments = RequestPath()
    /// How many segments `path` leaves out at this point of the chain.
    @usableFromInline var mountedSegments = 0 {
        didSet { cachedPath = nil }
    }

    let input: InputBuffer
    /// Where the request begins in the buffer.
    var base = 0
    var content = RequestContent.none
    /// What it has taken of the server's budget for content.
    var bodyShare: BodyShare?
    private var extensions: [(key: ObjectIdentifier, value: AnyObject)] = []
    private var receivedHeaders: HeaderFields?
    /// The request's id, once it is known.
    var identifier: String?
    /// Whether others know the id, too: it is worth a place in the access log then.
    var isIDShared = false

    init(connection: ConnectionInfo, context: ApplicationContext, input: InputBuffer) {
        self.connection = connection
        self.context = context
        self.input = input
        bodyLimit = context.settings.bodyLimit
    }

    /// A request from its bytes on the wire, content included unless that comes from elsewhere.
    ///
    /// - Parameter lateContent: what delivers the content.
    /// - Throws: `RequestError`; `HTTPError` 400 where the bytes are not one whole request.
    package convenience init(
        parsing bytes: [UInt8], lateContent: (any RequestContentSource)? = nil, connection: ConnectionInfo,
        context: ApplicationContext
    ) throws {
        let input = InputBuffer()
        input.append(bytes[...])
        self.init(connection: connection, context: context, input: input)
        var parser = RequestParser(limits: context.settings.requestLimits)
        switch parser.parse(bytes.span, into: &head) {
        case .needMore: throw HTTPError(.badRequest, "The head is not complete.")
        case .wrong(let error): throw error
        case .done(let length):
            if let lateContent {
                content = .streamed(lateContent)
                return
            }
            guard head.framing != .chunked else {
                var content: [UInt8] = []
                var decoder = ChunkedDecoder()
                guard case .done = decoder.decode(bytes.span.extracting(length...), into: &content) else {
                    throw HTTPError(.badRequest, "The content is not complete.")
                }
                input.append(content[...])
                self.content = .buffered(bytes.count..<(bytes.count + content.count))
                return
            }
            self.content = length == bytes.count ? .none : .buffered(length..<bytes.count)
        }
    }

    /// Forgets all that belongs to the request served last.
    func reset() {
        parameters.removeAll()
        pathSegments.reset()
        if endpoint != nil { endpoint = nil }
        if routeSubstitute != nil { routeSubstitute = nil }
        if mountedSegments != 0 { mountedSegments = 0 }
        content = .none
        bodyLimit = context.settings.bodyLimit
        if receivedHeaders != nil { receivedHeaders = nil }
        if identifier != nil { identifier = nil }
        isIDShared = false
        if !extensions.isEmpty { extensions.removeAll(keepingCapacity: true) }
        if cachedPath != nil { cachedPath = nil }
        if logLabel != nil { logLabel = nil }
        if bodyShare != nil { bodyShare = nil }
    }

    // MARK: The request line

    /// The request method.
    public var method: HTTPMethod { head.method }

    /// The request target, as it was sent.
    public var target: String { text(head.target) }

    private var cachedPath: String?

    /// The path, percent-decoded; `/` where there is none. A path that does not decode to UTF-8 is given as it was sent.
    /// In a group, and in middleware that is mounted on a path, without the prefix, which is `basePath`.
    public var path: String {
        if let cachedPath { return cachedPath }
        let path = decoded(restOfPath)
        cachedPath = path.isEmpty ? "/" : path
        return path.isEmpty ? "/" : path
    }

    /// What was taken off the path: the prefix of the group, or the path that a middleware is mounted on; empty elsewhere.
    public var basePath: String {
        mountedSegments == 0 ? "" : decoded(ByteRange(Int(head.path.lower), Int(restOfPath.lower)))
    }

    private func decoded(_ range: ByteRange) -> String {
        let raw = text(range)
        return head.pathIsEncoded ? PercentCoding.decode(raw) ?? raw : raw
    }

    /// The pattern of the request's route, with the prefixes of its groups, as in `/users/:id`: for logs and metrics. nil
    /// before the route is known, and where there is none.
    public var route: String? { endpoint?.pattern }

    /// Whether a route for `text`, which has no need of percent-encoding, is the one for this path: they are compared as
    /// the router does it, without regard to empty segments.
    public func hasPath(_ text: String) -> Bool {
        let isSame =
            !head.pathIsEncoded && mountedSegments == 0 && head.path.count == text.utf8.count
            && withBytes { $0.matches(text.utf8.span, at: Int(head.path.lower)) }
        if isSame { return true }
        let prefix = PathPrefix(text)
        return isUnder(prefix) && pathSegments.isValid
            && pathSegments.segments.count == mountedSegments + prefix.segments.count
    }

    /// What follows the first `?` of the target, as it was sent.
    public var queryString: String { text(head.query) }

    /// The names and values of the query: all of them, as many as the limit of the request line lets in.
    public var query: FormFields {
        withBytes { bytes in
            let query = bytes.extracting(head.query.offset(by: 0))
            return (try? FormFields(urlEncoded: query, limit: .max)) ?? FormFields()
        }
    }

    // MARK: The header

    /// The header fields, in the order received.
    public var headers: HeaderFields {
        if let receivedHeaders { return receivedHeaders }
        let headers = HeaderFields(received: head.fields, Array(input.bytes[base..<input.end]))
        receivedHeaders = headers
        return headers
    }

    /// The value of a header field, as `headers[name]` gives it, read from the received bytes.
    ///
    /// - Parameter name: in lower case.
    package func header(_ name: String) -> String? {
        var joined: String?
        let storage = input.bytes
        let bytes = storage.span.extracting(base...)
        for field in head.fields where bytes.equals(field.name, ignoringCase: name) {
            let value = text(field.value)
            joined = joined.map { $0 + (name == "cookie" ? "; " : ", ") + value } ?? value
        }
        return joined
    }

    /// Whether a header field of that name (in lower case) was sent.
    package func hasHeader(_ name: String) -> Bool {
        let storage = input.bytes
        let bytes = storage.span.extracting(base...)
        for field in head.fields where bytes.equals(field.name, ignoringCase: name) { return true }
        return false
    }

    /// The cookies, percent-decoded.
    public var cookies: Cookies {
        withBytes { bytes in
            var cookies = Cookies()
            for field in head.fields where bytes.isCookie(field.name) { cookies.append(field.value, of: bytes) }
            return cookies
        }
    }

    /// Walks over the pairs of all Cookie fields; the ranges are offsets into the span, values are undecoded.
    package func forEachCookie(_ body: (Span<UInt8>, _ name: ByteRange, _ value: ByteRange) -> Void) {
        let storage = input.bytes
        let bytes = storage.span.extracting(base...)
        for field in head.fields where bytes.isCookie(field.name) {
            var pairs = CookieHeader(field.value)
            while let pair = pairs.next(bytes) { body(bytes, pair.name, pair.value) }
        }
    }

    /// The text of a range of the head; bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: ByteRange) -> String {
        String(decoding: input.bytes[absolute(range)], as: UTF8.self)
    }

    /// Lets `body` look at the request's bytes, to which the head's ranges refer.
    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let storage = input.bytes
        return body(storage.span.extracting(base...))
    }

    private func absolute(_ range: ByteRange) -> Range<Int> { range.offset(by: base) }

    // MARK: What middleware adds

    /// A value that middleware has attached; nil where there is none.
    ///
    ///     struct CurrentUser: RequestKey { typealias Value = User }
    ///     request[CurrentUser.self] = user
    public subscript<Key: RequestKey>(key: Key.Type) -> Key.Value? {
        get { (self[object: ObjectIdentifier(key)] as? Attached<Key.Value>)?.value }
        set { self[object: ObjectIdentifier(key)] = newValue.map { Attached($0) } }
    }

    /// An object that middleware has attached, by its type.
    package subscript<Value: AnyObject>(type: Value.Type) -> Value? {
        get { self[object: ObjectIdentifier(type)] as? Value }
        set { self[object: ObjectIdentifier(type)] = newValue }
    }

    private subscript(object key: ObjectIdentifier) -> AnyObject? {
        get {
            for entry in extensions where entry.key == key { return entry.value }
            return nil
        }
        set {
            for index in extensions.indices where extensions[index].key == key {
                if let newValue { extensions[index].value = newValue } else { extensions.remove(at: index) }
                return
            }
            if let newValue { extensions.append((key, newValue)) }
        }
    }
}

/// The name and type of a value that middleware attaches to a request.
public protocol RequestKey {
    /// The type of the value.
    associatedtype Value
}

/// A value of any type as an object.
private final class Attached<Value> {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

extension Request {
    /// Brings the task back onto the loop of the connection, where what others wrote may have left it: a task that slept,
    /// or waited for an actor that was busy, goes on wherever the system has a thread for it.
    @inlinable @inline(__always)
    package func returnToLoop() async {
        if let loop = connection.loop { await loop.enter() }
    }
}
