import TaproomHTTP

/// What came over a connection and was answered before it could come to the middleware: no request by HTTP's rules, one
/// that is too large or too slow, or a connection too many.
struct RejectedRequest {
    let status: HTTPStatus
    let connection: ConnectionInfo
    /// As it was received; what is left after control characters are escaped is for people.
    let method: String
    let target: String

    /// Bytes of the request line that are worth a look.
    private static let longestLine = 256

    /// - Parameter received: what has come of the request.
    init(status: HTTPStatus, connection: ConnectionInfo, received: ArraySlice<UInt8>) {
        self.status = status
        self.connection = connection
        let begun = received.prefix(Self.longestLine)
        let line = begun.prefix { $0 != 0x0a && $0 != 0x0d }
        let words = line.split(separator: 0x20, maxSplits: 2)
        let isWhole = line.count < begun.count || begun.count < Self.longestLine
        method = words.isEmpty ? "-" : String(decoding: words[0], as: UTF8.self)
        let target = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : "-"
        self.target = isWhole || words.count > 2 ? target : target + "…"
    }
}

/// Middleware that hears of requests which no middleware sees. Where it is mounted on a path it does not.
protocol RejectionObserver: Middleware {
    /// Called on the connection's event loop.
    func rejected(_ request: RejectedRequest)
}
