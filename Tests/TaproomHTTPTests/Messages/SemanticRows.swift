extension Row {
    private static func ask(_ source: String, _ what: String, _ line: String, _ outcome: Outcome, _ status: Int) -> Row
    {
        .line(source, what, "\(line) HTTP/1.1", outcome, answers: [status])
    }

    /// The server's own responses to well-formed requests. `/routed` has routes for GET of `/routed/get` and POST of
    /// `/routed/post`. The response for any other path is the request as it was understood.
    static let semantics: [Row] = [
        ask("RFC 9110 §9.3.1", "GET of a route", "GET /routed/get", .ok("GET", "/routed/get"), 200),
        ask("RFC 9110 §9.3.2", "HEAD for a route of GET", "HEAD /routed/get", .ok("HEAD", "/routed/get"), 200),
        ask("RFC 9110 §9.3.2", "HEAD where there is no GET", "HEAD /routed/post", .ok("HEAD", "/routed/post"), 405),
        ask("RFC 9110 §15.5.6", "a method that a path lacks", "DELETE /routed/get", .ok("DELETE", "/routed/get"), 405),
        ask("RFC 9110 §15.5.6", "a method that nobody knows", "BREW /routed/get", .ok("BREW", "/routed/get"), 405),
        ask(
            "RFC 9110 §9.3.8", "TRACE, which would mirror cookies", "TRACE /routed/get", .ok("TRACE", "/routed/get"),
            405),
        ask("RFC 9110 §9.3.7", "OPTIONS of a route", "OPTIONS /routed/get", .ok("OPTIONS", "/routed/get"), 204),
        ask("RFC 9110 §9.3.7", "OPTIONS of the server", "OPTIONS *", .ok("OPTIONS", "*"), 204),
        ask("RFC 9110 §15.5.5", "a path that is not there", "GET /routed/none", .ok("GET", "/routed/none"), 404),
        ask(
            "RFC 9110 §15.5.5", "OPTIONS of a path that is not there", "OPTIONS /routed/none",
            .ok("OPTIONS", "/routed/none"), 404),
        ask(
            "RFC 3986 §6.2.2.2", "an escaped letter in the path", "GET /routed/%67et", .ok("GET", "/routed/%67et"), 200),
        ask(
            "RFC 3986 §2.2", "an escaped slash separates nothing", "GET /routed%2Fget", .ok("GET", "/routed%2Fget"), 404
        ),
        ask("path traversal", "an escaped NUL", "GET /routed/get%00", .ok("GET", "/routed/get%00"), 404),
        ask("path traversal", "an escape without digits", "GET /routed/%zz", .ok("GET", "/routed/%zz"), 404),
        ask(
            "RFC 9112 §3.2.2", "a route in absolute form", "GET http://b/routed/get",
            .ok("GET", "/routed/get", at: "b"), 200),
    ]
}
