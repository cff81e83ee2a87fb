import TaproomHTTP

/// A request that was answered before it reached the middleware: it is malformed, too large or too slow, or its
/// connection is above the limit.
struct RejectedRequest {
    let status: HTTPStatus
    let connection: ConnectionInfo
    /// As it was received. It is for people to read, after control characters are escaped.
    let method: String
    let target: String

    /// The most bytes of the request line that are kept.
    private static let longestLine = 256

    /// - Parameter received: the part of the request that was received.
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

/// Middleware that is notified of requests that do not reach any middleware. Middleware that is mounted on a path is
/// not notified.
protocol RejectionObserver: Middleware {
    /// Called on the connection's event loop.
    func rejected(_ request: RejectedRequest)
}
