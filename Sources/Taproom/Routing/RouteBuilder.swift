import TaproomHTTP

/// A type that declares routes and middleware: an application, or a group of its routes.
///
/// A handler returns a `Response`, text (text/plain), a status, nothing (204), any `Encodable` value (JSON), or an
/// optional of one of these, where nil is 404. A handler that is not `async` is called without suspending.
///
/// A pattern is a path. A segment is text, or holds parameters: `:name` matches a segment or a part of one
/// (`/:id.json`, `/:from-:to`). `*` as the last segment matches the rest of the path, which is the parameter `*`. An
/// invalid pattern causes a `RouteError` at the start.
public protocol RouteBuilder: AnyObject {
    /// The scope that collects the declarations.
    var scope: RouteScope { get }
}

extension RouteBuilder {
    // MARK: Middleware

    /// Adds middleware to the chain, in order.
    public func use(_ middleware: any Middleware...) {
        for middleware in middleware { scope.use(middleware) }
    }

    /// Adds a closure to the chain as middleware.
    public func use(
        _ middleware: nonisolated(nonsending) @escaping @Sendable (Request, Next) async throws -> Response
    ) {
        scope.use(ClosureMiddleware(body: middleware))
    }

    /// Adds middleware that runs for `path` and paths below it only, and sees the path without that prefix.
    ///
    /// - Parameters:
    ///   - path: plain text. Whole segments are compared, so `/adm` does not match `/admin`.
    ///   - middleware: the middleware, in order.
    public func use(_ path: String, _ middleware: any Middleware...) {
        for middleware in middleware { scope.use(path, middleware) }
    }

    /// Adds a closure as middleware that runs for `path` and paths below it only, and sees the path without that
    /// prefix.
    public func use(
        _ path: String,
        _ middleware: nonisolated(nonsending) @escaping @Sendable (Request, Next) async throws -> Response
    ) {
        scope.use(path, ClosureMiddleware(body: middleware))
    }

    /// Sets the function that answers errors thrown by handlers and middleware, including `HTTPError` 404 and 405.
    public func onError(
        _ handler: nonisolated(nonsending) @escaping @Sendable (any Error, Request) async -> Response
    ) {
        scope.errorHandler = handler
    }

    // MARK: Groups

    /// Adds a group of routes under a prefix.
    ///
    /// - Parameters:
    ///   - prefix: whole segments, which may hold parameters. It may be `/` or empty.
    ///   - middleware: runs for the group's routes, and for requests under the prefix that match no route.
    @discardableResult
    public func group(_ prefix: String, _ middleware: any Middleware...) -> RouteGroup {
        RouteGroup(scope: scope.group(prefix, middleware))
    }

    /// Adds a group of routes under a prefix, declared in a closure.
    @discardableResult
    public func group(
        _ prefix: String, _ middleware: any Middleware..., declare: (RouteGroup) throws -> Void
    ) rethrows -> RouteGroup {
        let group = RouteGroup(scope: scope.group(prefix, middleware))
        try declare(group)
        return group
    }

    /// Adds the routes of a collection, as a group.
    ///
    /// - Parameters:
    ///   - collection: the collection that adds the routes.
    ///   - prefix: the prefix of the group.
    ///   - middleware: the middleware of the group.
    public func register(_ collection: some RouteCollection, at prefix: String = "", _ middleware: any Middleware...) {
        collection.addRoutes(to: RouteGroup(scope: scope.group(prefix, middleware)))
    }

    // MARK: Routes

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - method: compared case-sensitively; nil for all methods that have no route of their own.
    ///   - pattern: the path.
    ///   - middleware: runs for this route only, before the handler.
    ///   - bodyLimit: the most bytes of content; nil for `settings.bodyLimit`.
    ///   - handler: the function that answers.
    @usableFromInline
    func add(
        _ method: HTTPMethod?, _ pattern: String, _ middleware: [any Middleware], _ bodyLimit: Int?, _ handler: Handler
    ) {
        scope.add(
            .init(
                method: method, pattern: pattern, handler: handler, bodyLimit: bodyLimit, middleware: middleware))
    }

    /// Adds a route for the given method, which is compared case-sensitively.
    @inlinable
    public func on<Value>(
        _ method: HTTPMethod, _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(method, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for the given method, which is compared case-sensitively.
    @inlinable
    public func on<Value>(
        _ method: HTTPMethod, _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(method, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for GET, which also answers HEAD.
    @inlinable
    public func get<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.get, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for GET, which also answers HEAD.
    @inlinable
    public func get<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.get, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for HEAD.
    @inlinable
    public func head<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.head, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for HEAD.
    @inlinable
    public func head<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.head, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for POST.
    @inlinable
    public func post<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.post, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for POST.
    @inlinable
    public func post<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.post, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for PUT.
    @inlinable
    public func put<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.put, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for PUT.
    @inlinable
    public func put<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.put, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for PATCH.
    @inlinable
    public func patch<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.patch, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for PATCH.
    @inlinable
    public func patch<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.patch, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for DELETE.
    @inlinable
    public func delete<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.delete, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for DELETE.
    @inlinable
    public func delete<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.delete, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for OPTIONS.
    @inlinable
    public func options<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.options, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for OPTIONS.
    @inlinable
    public func options<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.options, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for all methods that have no route of their own at its paths.
    @inlinable
    public func all<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(nil, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route for all methods that have no route of their own at its paths.
    @inlinable
    public func all<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(nil, pattern, middleware, bodyLimit, Handler(handler))
    }
}
