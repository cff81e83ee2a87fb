import TaproomHTTP

/// Routes by method. A handler returns a response, or what can become one, such as text; one without `await`
/// takes the shorter way.
extension Application {
    /// Adds a route whose handler may wait.
    @inlinable
    public func on<Value: ResponseConvertible>(
        _ method: HTTPMethod, _ pattern: String, bodyLimit: Int? = nil,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) {
        on(
            method, pattern, bodyLimit: bodyLimit,
            handler: .suspending { request in try await handler(request).response() })
    }

    /// Adds a route whose handler never waits.
    @inlinable
    public func on<Value: ResponseConvertible>(
        _ method: HTTPMethod, _ pattern: String, bodyLimit: Int? = nil,
        _ handler: @escaping @Sendable (Request) throws -> Value
    ) {
        on(
            method, pattern, bodyLimit: bodyLimit,
            handler: .immediate { request in try handler(request).response() })
    }

    @inlinable
    public func get<Value: ResponseConvertible>(
        _ pattern: String,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) { on(.get, pattern, handler) }

    @inlinable
    public func get<Value: ResponseConvertible>(
        _ pattern: String, _ handler: @escaping @Sendable (Request) throws -> Value
    ) { on(.get, pattern, handler) }

    @inlinable
    public func post<Value: ResponseConvertible>(
        _ pattern: String,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) { on(.post, pattern, handler) }

    @inlinable
    public func post<Value: ResponseConvertible>(
        _ pattern: String, _ handler: @escaping @Sendable (Request) throws -> Value
    ) { on(.post, pattern, handler) }

    @inlinable
    public func put<Value: ResponseConvertible>(
        _ pattern: String,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) { on(.put, pattern, handler) }

    @inlinable
    public func put<Value: ResponseConvertible>(
        _ pattern: String, _ handler: @escaping @Sendable (Request) throws -> Value
    ) { on(.put, pattern, handler) }

    @inlinable
    public func patch<Value: ResponseConvertible>(
        _ pattern: String,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) { on(.patch, pattern, handler) }

    @inlinable
    public func patch<Value: ResponseConvertible>(
        _ pattern: String, _ handler: @escaping @Sendable (Request) throws -> Value
    ) { on(.patch, pattern, handler) }

    @inlinable
    public func delete<Value: ResponseConvertible>(
        _ pattern: String,
        _ handler: nonisolated(nonsending) @escaping @Sendable (Request) async throws -> Value
    ) { on(.delete, pattern, handler) }

    @inlinable
    public func delete<Value: ResponseConvertible>(
        _ pattern: String, _ handler: @escaping @Sendable (Request) throws -> Value
    ) { on(.delete, pattern, handler) }
}
