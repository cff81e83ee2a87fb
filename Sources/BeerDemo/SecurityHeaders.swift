import Taproom

/// Header fields that keep the page to what it is meant to do.
struct SecurityHeaders: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        var response = try await next(request)
        guard response.contentType?.hasPrefix("text/html") == true else { return response }
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
    }
}
