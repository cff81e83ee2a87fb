import TaproomHTTP

/// The content codings that a client accepts.
enum ContentCoding {
    static func accepts(_ coding: String, _ request: Request) -> Bool {
        request.header("accept-encoding").map { AcceptedCodings.accepts(coding, in: $0) } ?? false
    }
}
