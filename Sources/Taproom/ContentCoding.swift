import TaproomHTTP

/// What a client says about compressed content.
enum ContentCoding {
    static func accepts(_ coding: String, _ request: Request) -> Bool {
        request.header("accept-encoding").map { AcceptedCodings.accepts(coding, in: $0) } ?? false
    }
}
