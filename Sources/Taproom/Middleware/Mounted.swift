import TaproomHTTP

/// Middleware that works on one path and what lies below it.
struct Mounted: Middleware {
    private let path: MountPath
    private let middleware: any Middleware

    /// - Parameter path: `/admin` stands for `/admin` and `/admin/…`, never for `/administrator`.
    init(path: String, middleware: any Middleware) {
        self.path = MountPath(path)
        self.middleware = middleware
    }

    func respond(to request: Request, next: Next) async throws -> Response {
        guard path.covers(request) else { return await next(request) }
        return try await middleware.respond(to: request, next: next)
    }
}

/// Whether a request's path lies under a prefix, by whole segments, as a browser compares a cookie's path.
public enum PathPrefix {
    /// - Parameter prefix: the path's bytes, without a slash at the end.
    public static func matches(_ prefix: [UInt8], _ request: Request) -> Bool {
        if prefix.isEmpty { return true }
        if request.head.pathIsEncoded { return matches(prefix, Array(request.path.utf8)) }
        return request.withBytes { bytes in
            let path = request.head.path
            guard path.count >= prefix.count else { return false }
            let start = Int(path.lower)
            for index in prefix.indices where bytes[start + index] != prefix[index] { return false }
            return path.count == prefix.count || bytes[start + prefix.count] == 0x2f
        }
    }

    private static func matches(_ prefix: [UInt8], _ path: [UInt8]) -> Bool {
        path.starts(with: prefix) && (path.count == prefix.count || path[prefix.count] == 0x2f)
    }
}
