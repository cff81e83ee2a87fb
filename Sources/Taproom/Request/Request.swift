import TaproomHTTP
import TaproomNet

/// An HTTP request. Its head stays in the received bytes: strings are made only of the parts that are read.
///
/// A request belongs to one task, from its first byte to the last byte of its response. The object is then reused for
/// another request, unless a reference to it is left.
public final class Request {
    /// The parsed head. Its ranges are relative to `base`.
    package internal(set) var head = RequestHead()
    /// The connection over which the request arrived.
    public internal(set) var connection: ConnectionInfo
    /// The values of the route's parameters, set by the router.
    public internal(set) var parameters = Parameters()
    /// The values that all requests of the application share.
    package let context: ApplicationContext
    /// The settings of the application.
    public var settings: ApplicationSettings { context.settings }

    /// The most bytes of content that the route accepts; the application's limit if the route has none of its own.
    public internal(set) var bodyLimit: Int

    /// A short text about the request for the access log, such as the first characters of its session's id.
    public var logLabel: Substring?

    /// The matching route; nil before routing, and if no route matches.
    var endpoint: Endpoint?
    /// The response of a group for a request that matches no route.
    var routeSubstitute: RouteSubstitute?
    /// The segments of the path, found on first use.
    var pathSegments = RequestPath()
    /// The number of segments that `path` leaves out at this point of the chain.
    @usableFromInline var mountedSegments = 0 {
        didSet { cachedPath = nil }
    }

    let input: InputBuffer
    /// The start of the request in the buffer.
    var base = 0
    var content = RequestContent.none
    /// The request's share of the server's budget for content; nil if it has taken nothing.
    var bodyShare: BodyShare?
    private var extensions: [(key: ObjectIdentifier, value: AnyObject)] = []
    private var receivedHeaders: HeaderFields?
    /// The request's id; nil until it is known or made.
    var identifier: String?
    /// Whether others know the id, so that the access log shows it.
    var isIDShared = false

    init(connection: ConnectionInfo, context: ApplicationContext, input: InputBuffer) {
        self.connection = connection
        self.context = context
        self.input = input
        bodyLimit = context.settings.bodyLimit
    }

    /// Parses a request from the bytes of a message. The bytes include the content unless `lateContent` delivers it.
    ///
    /// - Parameter lateContent: delivers the content; nil if the bytes include it.
    /// - Throws: `RequestError`; `HTTPError` 400 if the head or the chunked content is incomplete.
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

    /// Prepares the object for the next request.
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

    /// The request target as it was sent.
    public var target: String { text(head.target) }

    private var cachedPath: String?

    /// The path, percent-decoded; `/` if it is empty. A path that does not decode to UTF-8 stays as it was sent. In a
    /// group, and in middleware mounted on a path, it lacks the prefix, which is `basePath`.
    public var path: String {
        if let cachedPath { return cachedPath }
        let path = decoded(restOfPath)
        cachedPath = path.isEmpty ? "/" : path
        return path.isEmpty ? "/" : path
    }

    /// The prefix that `path` lacks: that of the group, or the path on which the middleware is mounted; empty
    /// elsewhere.
    public var basePath: String {
        mountedSegments == 0 ? "" : decoded(ByteRange(Int(head.path.lower), Int(restOfPath.lower)))
    }

    private func decoded(_ range: ByteRange) -> String {
        let raw = text(range)
        return head.pathIsEncoded ? PercentCoding.decode(raw) ?? raw : raw
    }

    /// The pattern of the matching route with the prefixes of its groups, such as `/users/:id`, for logs and metrics;
    /// nil before routing, and if no route matches.
    public var route: String? { endpoint?.pattern }

    /// Returns whether a route for `text` matches the path. The paths are compared as the router compares them, so
    /// empty segments do not count.
    ///
    /// - Parameter text: a path that needs no percent-encoding.
    public func hasPath(_ text: String) -> Bool {
        let isSame =
            !head.pathIsEncoded && mountedSegments == 0 && head.path.count == text.utf8.count
            && withBytes { $0.matches(text.utf8.span, at: Int(head.path.lower)) }
        if isSame { return true }
        let prefix = PathPrefix(text)
        return isUnder(prefix) && pathSegments.isValid
            && pathSegments.segments.count == mountedSegments + prefix.segments.count
    }

    /// The part of the target after the first `?`, as it was sent.
    public var queryString: String { text(head.query) }

    /// The names and values of the query. Their number is limited only by the length of the request line.
    public var query: FormFields {
        withBytes { bytes in
            let query = bytes.extracting(head.query.offset(by: 0))
            return (try? FormFields(urlEncoded: query, limit: .max)) ?? FormFields()
        }
    }

    // MARK: The header

    /// The header fields, in the order in which they were received.
    public var headers: HeaderFields {
        if let receivedHeaders { return receivedHeaders }
        let headers = HeaderFields(received: head.fields, Array(input.bytes[base..<input.end]))
        receivedHeaders = headers
        return headers
    }

    /// Returns the value of a header field, as `headers[name]` does, from the received bytes.
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

    /// Returns whether the request has a header field.
    ///
    /// - Parameter name: in lower case.
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

    /// Calls `body` with each pair of all Cookie fields. The ranges are offsets into the span, and the values are not
    /// decoded.
    package func forEachCookie(_ body: (Span<UInt8>, _ name: ByteRange, _ value: ByteRange) -> Void) {
        let storage = input.bytes
        let bytes = storage.span.extracting(base...)
        for field in head.fields where bytes.isCookie(field.name) {
            var pairs = CookieHeader(field.value)
            while let pair = pairs.next(bytes) { body(bytes, pair.name, pair.value) }
        }
    }

    /// Returns the text of a range of the head. Bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: ByteRange) -> String {
        String(decoding: input.bytes[absolute(range)], as: UTF8.self)
    }

    /// Calls `body` with the request's bytes, to which the head's ranges refer.
    package func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let storage = input.bytes
        return body(storage.span.extracting(base...))
    }

    private func absolute(_ range: ByteRange) -> Range<Int> { range.offset(by: base) }

    // MARK: Values attached by middleware

    /// A value that middleware has attached; nil for none.
    ///
    ///     struct CurrentUser: RequestKey { typealias Value = User }
    ///     request[CurrentUser.self] = user
    public subscript<Key: RequestKey>(key: Key.Type) -> Key.Value? {
        get { (self[object: ObjectIdentifier(key)] as? Attached<Key.Value>)?.value }
        set { self[object: ObjectIdentifier(key)] = newValue.map { Attached($0) } }
    }

    /// An object that middleware has attached, by its type; nil for none.
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

/// The key, and thereby the type, of a value that middleware attaches to a request.
public protocol RequestKey {
    /// The type of the value.
    associatedtype Value
}

/// An object that holds a value of any type.
private final class Attached<Value> {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

extension Request {
    /// Returns the task to the connection's event loop. Other code may have left it: a task that has slept, or has
    /// waited for a busy actor, continues on another thread.
    @inlinable @inline(__always)
    package func returnToLoop() async {
        if let loop = connection.loop { await loop.enter() }
    }
}
