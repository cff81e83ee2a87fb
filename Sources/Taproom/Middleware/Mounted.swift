/// Middleware that runs for one path and the paths below it, and sees the path without that prefix.
struct Mounted: Middleware {
    private let prefix: PathPrefix
    private let middleware: any Middleware

    /// - Parameter prefix: `/admin` matches `/admin` and `/admin/…`, but not `/administrator`.
    init(prefix: PathPrefix, middleware: any Middleware) {
        self.prefix = prefix
        self.middleware = middleware
    }

    func respond(to request: Request, next: Next) async throws -> Response {
        guard request.isUnder(prefix) else { return await next(request) }
        request.mountedSegments += prefix.segments.count
        defer { request.mountedSegments -= prefix.segments.count }
        return try await middleware.respond(to: request, next: next)
    }
}
