import Logging
import Synchronization
import TaproomHTTP

/// Keeps responses that set a cookie out of shared caches, which would hand one user's cookie to all (RFC 9111 §7.3).
final class CookiePrivacy: Sendable {
    private let logger: Logger
    private let hasWarned = Atomic(false)

    init(logger: Logger) {
        self.logger = logger
    }

    /// Makes a response private that sets a cookie, and that a shared cache could keep as it is.
    func apply(to response: inout Response, _ request: Request) {
        guard let first = response.headers["Cache-Control"] else {
            // What a cache may reckon a time to live from (RFC 9111 §4.2.2).
            if response.headers.contains("Expires") || response.headers.contains("Last-Modified") {
                response.headers["Cache-Control"] = "private"
            }
            return
        }
        // What the session middleware says.
        if first == "private, no-store" { return }
        let field = response.headers.values("Cache-Control").joined(separator: ",")
        let directives = Self.directives(field)
        let names = directives.map { $0.prefix { $0 != "=" }.lowercased() }
        // `private="field"` covers that field only (RFC 9111 §5.2.2.7).
        guard !directives.contains(where: { $0.lowercased() == "private" || $0.lowercased() == "no-store" }) else {
            return
        }
        let kept = zip(directives, names).filter { $0.1 != "public" && $0.1 != "s-maxage" && !$0.0.isEmpty }.map {
            String($0.0)
        }
        response.headers["Cache-Control"] = (["private"] + kept).joined(separator: ", ")
        guard kept.count < directives.count, !hasWarned.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            "a response that sets a cookie was to be kept by shared caches: it is made private; set no cookie where you say public",
            metadata: ["path": "\(request.path)", "cache-control": "\(field)"])
    }

    /// The elements of a list; a comma within quotes does not separate.
    private static func directives(_ field: String) -> [Substring] {
        var isQuoted = false
        return field.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }.map { part in
            let start = part.drop { $0 == " " || $0 == "\t" }
            guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
            return start[...last]
        }
    }
}
