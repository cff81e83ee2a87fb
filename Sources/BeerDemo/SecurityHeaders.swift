import Taproom
import TaproomHTTP

/// Header fields that keep the page to what it is meant to do.
struct SecurityHeaders: Middleware {
    private static let fields = HeaderBlock([
        "Content-Security-Policy":
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    ])

    @inline(__always)
    func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard response.contentType == "text/html; charset=utf-8" else { return response }
        response.headers.set(Self.fields)
        return response
    }
}
