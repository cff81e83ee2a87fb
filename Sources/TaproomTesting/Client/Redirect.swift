import TaproomHTTP

/// A redirect to another path of the application.
struct Redirect {
    /// The most redirects that the client follows for one request.
    static let limit = 10

    private let status: HTTPStatus
    /// The target of the next request.
    let target: String

    /// Makes the redirect of a response; nil if the response is not a redirect, or leads to another site.
    init?(_ head: ResponseHead, from target: String) {
        guard [301, 302, 303, 307, 308].contains(head.status.code), let location = head["location"],
            let next = Self.resolve(location, against: target)
        else { return nil }
        status = head.status
        self.target = next
    }

    /// Returns the next request. As in fetch, a POST becomes a GET, except for 307 and 308 (WHATWG Fetch §4.4).
    func request(after request: TestRequest) -> TestRequest {
        var next = request
        next.target = target
        let isPost = request.method == .post && [301, 302].contains(status.code)
        let isOther = status == .seeOther && request.method != .get && request.method != .head
        if isPost || isOther {
            next.method = .get
            next.body = []
            next.headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
        }
        return next
    }

    /// Resolves a reference (RFC 3986 §5.2) to a path of the same site; nil if it leads to another site.
    static func resolve(_ location: String, against target: String) -> String? {
        var reference = location.prefix { $0 != "#" }
        if let scheme = reference.firstRange(of: "://"), ["http", "https"].contains(reference[..<scheme.lowerBound]) {
            reference = reference[scheme.upperBound...]
            let host = reference.prefix { $0 != "/" && $0 != "?" }
            guard isOwn(host) else { return nil }
            reference = reference[host.endIndex...]
            if reference.first != "/" { return "/" + reference }
        } else if reference.hasPrefix("//") {
            return nil
        }
        let base = target.prefix { $0 != "?" }
        if reference.isEmpty { return target }
        if reference.first == "?" { return "\(base)\(reference)" }
        let path = reference.prefix { $0 != "?" }
        let query = reference[path.endIndex...]
        if path.first == "/" { return withoutDots(path) + query }
        let folder = base[...(base.lastIndex(of: "/") ?? base.startIndex)]
        return withoutDots(Substring(folder + path)) + query
    }

    private static func isOwn(_ host: Substring) -> Bool {
        let name = host.prefix { $0 != ":" }
        return name == "localhost" || name == "127.0.0.1"
    }

    /// Removes dot segments (RFC 3986 §5.2.4).
    private static func withoutDots(_ path: Substring) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var kept: [Substring] = []
        for segment in segments {
            switch segment {
            case ".": break
            case "..": if kept.count > 1 { kept.removeLast() }
            default: kept.append(segment)
            }
        }
        if segments.last == "." || segments.last == ".." { kept.append("") }
        return kept.joined(separator: "/")
    }
}
