import Synchronization
import Taproom
import TaproomHTTP

/// A visitor of the application under test, with cookies of its own. `Application.test` makes one.
///
/// A wait for a response, or for the next event or chunk of a stream, ends at the latest with the client's time-out, and
/// then with a `TestError` that says what was waited for. Requests may be sent at the same time.
public final class TestClient: Sendable {
    private struct Settings {
        var timeout: Duration
        var cookies = TestCookies()
        var keepsCookies = true
        var followsRedirects = false
        var pieceSize: Int?
    }

    let server: any TestServer
    private let settings: Mutex<Settings>

    private init(_ server: any TestServer, _ settings: Settings) {
        self.server = server
        self.settings = Mutex(settings)
    }

    convenience init(_ server: any TestServer, timeout: Duration, pieceSize: Int? = nil) {
        self.init(server, Settings(timeout: timeout.asTimeout, pieceSize: pieceSize))
    }

    /// A client of a server that runs already, on 127.0.0.1. The server is not stopped with it.
    ///
    /// - Parameters:
    ///   - port: the server's port; requests to one on which nobody listens throw a `TestError`.
    ///   - timeout: how long to wait for a response, and for each event or chunk of a stream.
    public convenience init(port: Int, timeout: Duration = .seconds(30)) {
        self.init(LiveServer(port: port), timeout: timeout)
    }

    /// A client of an application that nobody stops.
    package convenience init(inProcess app: Application, isSecure: Bool = false) throws {
        self.init(try InProcessServer(app, isSecure: isSecure), timeout: .seconds(30))
    }

    /// Another visitor of the same server, who has no cookies yet; all else is as with this client.
    public func newVisitor() -> TestClient {
        var settings = settings.withLock { $0 }
        settings.cookies = TestCookies()
        return TestClient(server, settings)
    }

    /// How long to wait for a response, and for each event or chunk of a stream, from the next request on.
    public var timeout: Duration {
        get { settings.withLock { $0.timeout } }
        set { settings.withLock { $0.timeout = newValue.asTimeout } }
    }

    /// The cookies that it has and sends, unless a request has a field Cookie of its own.
    public var cookies: TestCookies {
        get { settings.withLock { $0.cookies } }
        set { settings.withLock { $0.cookies = newValue } }
    }

    /// Removes all cookies.
    public func forgetCookies() {
        cookies = TestCookies()
    }

    /// Whether it takes the cookies that responses set; true at first.
    public var keepsCookies: Bool {
        get { settings.withLock { $0.keepsCookies } }
        set { settings.withLock { $0.keepsCookies = newValue } }
    }

    /// Whether it goes where a redirect leads within the application, as browsers do; false at first.
    public var followsRedirects: Bool {
        get { settings.withLock { $0.followsRedirects } }
        set { settings.withLock { $0.followsRedirects = newValue } }
    }

    /// The size of the pieces, in bytes, in which the content of requests is sent; nil for one piece together with the
    /// head. What the application answers must not depend on it.
    public var pieceSize: Int? {
        get { settings.withLock { $0.pieceSize } }
        set { settings.withLock { $0.pieceSize = newValue } }
    }
}

extension TestClient {
    /// Sends a request as it is, but for the cookies, and receives the whole response.
    @discardableResult
    package func send(_ request: TestRequest, followRedirects: Bool? = nil) async throws -> TestResponse {
        let deadline = ContinuousClock.now + timeout
        let (head, incoming, received) = try await begin(request, until: deadline, followRedirects: followRedirects)
        defer { incoming.close() }
        var reader = received
        var body: [UInt8] = []
        while case .content(let bytes) = try await incoming.next(
            &reader, until: deadline,
            waitingFor: { [body] in "the rest of the response to \(incoming.request); \(body.count) bytes had come" })
        {
            body += bytes
        }
        try await incoming.expectEnd(reader, until: deadline)
        return TestResponse(head, body: body, request: incoming.request)
    }

    /// Sends a request and receives the head of its response, after redirects where they are to be followed.
    func begin(
        _ request: TestRequest, until deadline: ContinuousClock.Instant, followRedirects: Bool? = nil
    ) async throws -> (ResponseHead, IncomingResponse, ResponseReader) {
        var request = request
        if request.pieceSize == nil { request.pieceSize = pieceSize }
        let mayFollow = followRedirects ?? followsRedirects
        var followed = 0
        while true {
            let (head, incoming, reader) = try await beginOne(request, until: deadline)
            guard mayFollow, let redirect = Redirect(head, from: request.target) else {
                return (head, incoming, reader)
            }
            incoming.close()
            followed += 1
            guard followed <= Redirect.limit else {
                throw TestError(.unexpectedResponse, "\(request.line): more than \(Redirect.limit) redirects")
            }
            request = redirect.request(after: request)
        }
    }

    private func beginOne(
        _ request: TestRequest, until deadline: ContinuousClock.Instant
    ) async throws -> (ResponseHead, IncomingResponse, ResponseReader) {
        var sent = request
        if !sent.hasField("cookie"), let cookies = cookies.field(for: sent.target) {
            sent.headers.append(("Cookie", cookies))
        }
        let incoming = IncomingResponse(
            try await server.open(sent, timeout: timeout), request: sent, timeout: timeout)
        do {
            var reader = ResponseReader(isHead: sent.method == .head)
            let event = try await incoming.next(
                &reader, until: deadline, waitingFor: { "the response to \(incoming.request)" })
            guard case .head(let head) = event else {
                throw TestError(.noResponse, "\(incoming.request): the connection ended without a response")
            }
            let set = head.headers.values("Set-Cookie").compactMap { TestCookie($0) }
            settings.withLock { if $0.keepsCookies { $0.cookies.keep(set, of: sent.target) } }
            return (head, incoming, reader)
        } catch {
            incoming.close()
            throw error
        }
    }
}
