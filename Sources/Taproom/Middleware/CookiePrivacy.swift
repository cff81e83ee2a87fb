import Logging
import Synchronization
import TaproomHTTP

/// Prevents shared caches from storing responses that set a cookie, because they would send one user's cookie to others
/// (RFC 9111 §7.3).
package final class CookiePrivacy: Sendable {
    /// The fields of a response that depends on a cookie and must not be stored by any cache.
    package static let headers = EncodedHeaders(["Vary": "Cookie", "Cache-Control": cacheControl])
    /// The value of Cache-Control among them.
    package static let cacheControl = "private, no-store"

    private let logger: Logger
    private let hasWarned = Atomic(false)

    init(logger: Logger) {
        self.logger = logger
    }

    /// Makes a response that sets a cookie private, if a shared cache could store it.
    func apply(to response: inout Response, _ request: Request) {
        guard let first = response.headers["Cache-Control"] else {
            // A cache may compute a freshness lifetime from these fields (RFC 9111 §4.2.2).
            if response.headers.contains("Expires") || response.headers.contains("Last-Modified") {
                response.headers["Cache-Control"] = "private"
            }
            return
        }
        // The session middleware sets this value.
        if first == Self.cacheControl { return }
        let field = response.headers.values("Cache-Control").joined(separator: ",")
        let directives = field.listElements.map { String(Substring($0)) }
        // `private="field"` covers that field only (RFC 9111 §5.2.2.7).
        guard !directives.contains(where: { ["private", "no-store"].contains($0.lowercased()) }) else { return }
        let kept = directives.filter { !["public", "s-maxage"].contains($0.prefix { $0 != "=" }.lowercased()) }
        response.headers["Cache-Control"] = (["private"] + kept).joined(separator: ", ")
        guard kept.count < directives.count, !hasWarned.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            "a response that sets a cookie was to be kept by shared caches: it is made private; set no cookie where you say public",
            metadata: ["path": "\(request.path)", "cache-control": "\(field)"])
    }
}
