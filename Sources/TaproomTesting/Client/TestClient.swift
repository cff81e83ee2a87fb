import Synchronization
import Taproom
import TaproomHTTP

/// A client of the application under test, with cookies of its own. `Application.test` makes one.
///
/// If a response, or the next event or chunk of a stream, does not arrive within the client's time-out, a `TestError`
/// says what was missing. Several requests may be sent at the same time.
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

    /// Makes a client of a running server on 127.0.0.1. The client does not stop the server.
    ///
    /// - Parameters:
    ///   - port: the server's port. If no server listens on it, requests throw a `TestError`.
    ///   - timeout: the longest wait for a response, and for each event or chunk of a stream.
    public convenience init(port: Int, timeout: Duration = .seconds(30)) {
        self.init(LiveServer(port: port), timeout: timeout)
    }

    /// Makes a client of an application, which is not stopped.
    package convenience init(inProcess app: Application, isSecure: Bool = false) async throws {
        self.init(try await InProcessServer(app, isSecure: isSecure), timeout: .seconds(30))
    }

    /// Returns another client of the same server, with the same settings and no cookies.
    public func newVisitor() -> TestClient {
        var settings = settings.withLock { $0 }
        settings.cookies = TestCookies()
        return TestClient(server, settings)
    }

    /// The longest wait for a response, and for each event or chunk of a stream. A change applies from the next request
    /// on.
    public var timeout: Duration {
        get { settings.withLock { $0.timeout } }
        set { settings.withLock { $0.timeout = newValue.asTimeout } }
    }

    /// The client's cookies, which it sends with each request that has no Cookie field of its own.
    public var cookies: TestCookies {
        get { settings.withLock { $0.cookies } }
        set { settings.withLock { $0.cookies = newValue } }
    }

    /// Removes all cookies.
    public func forgetCookies() {
        cookies = TestCookies()
    }

    /// Whether the client keeps the cookies that responses set; true by default.
    public var keepsCookies: Bool {
        get { settings.withLock { $0.keepsCookies } }
        set { settings.withLock { $0.keepsCookies = newValue } }
    }

    /// Whether the client follows redirects within the application, as browsers do; false by default.
    public var followsRedirects: Bool {
        get { settings.withLock { $0.followsRedirects } }
        set { settings.withLock { $0.followsRedirects = newValue } }
    }

    /// The size in bytes of the pieces in which the content of requests is sent; nil for one piece, together with the
    /// head. The application's responses must not depend on it.
    public var pieceSize: Int? {
        get { settings.withLock { $0.pieceSize } }
        set { settings.withLock { $0.pieceSize = newValue } }
    }
}

extension TestClient {
    /// Sends a request, to which only cookies are added, and receives the whole response.
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

    /// Sends a request, follows redirects if that is wanted, and receives the head of the last response.
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
