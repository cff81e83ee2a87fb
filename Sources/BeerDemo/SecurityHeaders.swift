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

    func respond(to request: Request, next: Next) async throws -> Response {
        var response = try await next(request)
        guard response.contentType?.hasPrefix("text/html") == true else { return response }
        for field in Self.fields.fields where response.headers.contains(field.name) {
            response.headers[field.name] = nil
        }
        response.headers.append(Self.fields)
        return response
    }
}
