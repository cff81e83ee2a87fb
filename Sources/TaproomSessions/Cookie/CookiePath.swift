import Taproom

/// Determines whether a cookie's path covers a request (RFC 6265 §5.1.4). It compares whole segments, while
/// express-session compares prefixes only, so that `/admin` matches `/administrator`.
struct CookiePath: Sendable {
    private let prefix: PathPrefix
    private let isRoot: Bool
    private let isSlashed: Bool

    init(_ text: String) {
        prefix = PathPrefix(text)
        isRoot = text == "/"
        isSlashed = text.utf8.last == UInt8(ascii: "/")
    }

    func covers(_ request: Request) -> Bool {
        if isRoot { return true }
        // RFC 6265: /admin/ covers the paths below it, but not /admin itself.
        return isSlashed ? request.isBelow(prefix) : request.isUnder(prefix, inWholePath: true)
    }
}
