import TaproomHTTP

/// Declares routes and middleware: an application, or a group of its routes.
///
/// A handler returns a `Response`, a text (text/plain), a status, nothing (204), any `Encodable` value (JSON), or an
/// optional of these, whose nil is 404. One without `await` takes a shorter way.
///
/// A pattern is a path: text, `:name` for one segment or part of one (`/:id.json`, `/:from-:to`), and `*` as the last
/// segment for all the rest, which is the parameter `*`. What can't mean what it says is a `RouteError` at the start.
public protocol RouteBuilder: AnyObject {
    /// Where the declarations go.
    var scope: RouteScope { get }
}

extension RouteBuilder {
    // MARK: Middleware

    /// Adds steps to the chain, in order.
    public func use(_ middleware: any Middleware...) {
        for middleware in middleware { scope.use(middleware) }
    }

    /// Adds a closure to the chain.
    public func use(
        _ middleware: nonisolated(nonsending) @escaping @Sendable (Request, Next) async throws -> Response
    ) {
        scope.use(ClosureMiddleware(body: middleware))
    }

    /// Adds steps that work on `path` and below only, and see the path without that prefix.
    ///
    /// - Parameters:
    ///   - path: plain text; whole segments are compared, so `/adm` does not hold `/admin`.
    ///   - middleware: the steps, in order.
    public func use(_ path: String, _ middleware: any Middleware...) {
        for middleware in middleware { scope.use(path, middleware) }
    }

    /// Adds a closure that works on `path` and below only, and sees the path without that prefix.
    public func use(
        _ path: String,
        _ middleware: nonisolated(nonsending) @escaping @Sendable (Request, Next) async throws -> Response
    ) {
        scope.use(path, ClosureMiddleware(body: middleware))
    }

    /// Sets what answers errors: those that handlers and middleware throw, `HTTPError` 404 and 405 among them.
    public func onError(
        _ handler: nonisolated(nonsending) @escaping @Sendable (any Error, Request) async -> Response
    ) {
        scope.errorHandler = handler
    }

    // MARK: Groups

    /// A group of routes under a prefix.
    ///
    /// - Parameters:
    ///   - prefix: whole segments; `/` and an empty prefix are groups, too. It may hold parameters.
    ///   - middleware: runs for the group's routes, and for requests under the prefix that have none.
    @discardableResult
    public func group(_ prefix: String, _ middleware: any Middleware...) -> RouteGroup {
        RouteGroup(scope: scope.group(prefix, middleware))
    }

    /// A group of routes under a prefix, declared in a closure.
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
    ///   - collection: what adds the routes.
    ///   - prefix: of the group.
    ///   - middleware: of the group.
    public func register(_ collection: some RouteCollection, at prefix: String = "", _ middleware: any Middleware...) {
        collection.addRoutes(to: RouteGroup(scope: scope.group(prefix, middleware)))
    }

    // MARK: Routes

    /// Adds a route.
    ///
    /// - Parameters:
    ///   - method: compared with case; nil for all methods that have no route of their own.
    ///   - pattern: the path.
    ///   - middleware: runs for this route only, before the handler.
    ///   - bodyLimit: the most bytes of content; `settings.bodyLimit` where nil.
    ///   - handler: what answers.
    @usableFromInline
    func add(
        _ method: HTTPMethod?, _ pattern: String, _ middleware: [any Middleware], _ bodyLimit: Int?, _ handler: Handler
    ) {
        scope.add(
            .init(
                method: method, pattern: pattern, handler: handler, bodyLimit: bodyLimit, middleware: middleware))
    }

    /// Adds a route of any method, which is compared with case.
    @inlinable
    public func on<Value>(
        _ method: HTTPMethod, _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(method, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of any method, which is compared with case.
    @inlinable
    public func on<Value>(
        _ method: HTTPMethod, _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(method, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of GET, which answers HEAD, too.
    @inlinable
    public func get<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.get, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of GET, which answers HEAD, too.
    @inlinable
    public func get<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.get, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of HEAD.
    @inlinable
    public func head<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.head, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of HEAD.
    @inlinable
    public func head<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.head, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of POST.
    @inlinable
    public func post<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.post, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of POST.
    @inlinable
    public func post<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.post, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of PUT.
    @inlinable
    public func put<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.put, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of PUT.
    @inlinable
    public func put<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.put, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of PATCH.
    @inlinable
    public func patch<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.patch, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of PATCH.
    @inlinable
    public func patch<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.patch, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of DELETE.
    @inlinable
    public func delete<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.delete, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of DELETE.
    @inlinable
    public func delete<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.delete, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of OPTIONS.
    @inlinable
    public func options<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(.options, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of OPTIONS.
    @inlinable
    public func options<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(.options, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of all methods that have none of their own at its paths.
    @inlinable
    public func all<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        add(nil, pattern, middleware, bodyLimit, Handler(handler))
    }

    /// Adds a route of all methods that have none of their own at its paths.
    @inlinable
    public func all<Value>(
        _ pattern: String, _ middleware: any Middleware..., bodyLimit: Int? = nil,
        handler: @escaping @Sendable (Request) throws -> Value
    ) {
        add(nil, pattern, middleware, bodyLimit, Handler(handler))
    }
}
