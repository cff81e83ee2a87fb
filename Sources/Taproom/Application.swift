import Logging
import TaproomHTTP
import TaproomNet

/// A web application: middleware in the order in which it was added, then routes.
///
///     let app = Application()
///     app.use(AccessLog())
///     app.get("/hello/:name") { request in "Hello, \(request.parameters["name"] ?? "")!" }
///     try await app.run(host: "localhost", port: 3000)
///
/// It is put together first and served then: what is added after `run` or `start` has no effect on them.
public final class Application {
    public var settings: ApplicationSettings
    public var logger: Logger
    private var middleware: [any Middleware] = []
    private var routes: [Route] = []
    private var errorHandler: ErrorHandler?

    /// - Parameter logger: for what the server has to say; named `taproom` where nil.
    public init(settings: ApplicationSettings = ApplicationSettings(), logger: Logger? = nil) {
        StandardStreams.ensureOpen()
        self.settings = settings
        self.logger = logger ?? .framework("taproom")
    }

    /// Adds a step to the chain.
    public func use(_ middleware: some Middleware) {
        self.middleware.append(middleware)
    }

    /// Adds a step that works on `path` and below only.
    public func use(_ path: String, _ middleware: some Middleware) {
        self.middleware.append(Mounted(path: path, middleware: middleware))
    }

    /// Sets what answers errors: those that handlers and middleware throw, `HTTPError` 404 and 405 among them.
    public func onError(_ handler: @escaping ErrorHandler) {
        errorHandler = handler
    }

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - pattern: segments of text, `:name` for any one segment, `*` as the last for all the rest. One that breaks
    ///     these rules is a `RouteError` when the application starts.
    ///   - bodyLimit: the most bytes of content; `settings.bodyLimit` where nil.
    public func on(_ method: HTTPMethod, _ pattern: String, bodyLimit: Int? = nil, handler: Handler) {
        routes.append(
            Route(method: method, pattern: pattern, endpoint: Endpoint(handler: handler, bodyLimit: bodyLimit)))
    }

    /// The chain as it stands now.
    ///
    /// - Throws: `RouteError` for a pattern that no route can have.
    package func chain() throws(RouteError) -> Chain {
        let logger = logger
        let fallback: ErrorHandler = { error, request in ErrorResponse.plain(error, request, logger) }
        return Chain(
            middleware: middleware, router: try Router(routes), logger: logger, onError: errorHandler ?? fallback)
    }
}
