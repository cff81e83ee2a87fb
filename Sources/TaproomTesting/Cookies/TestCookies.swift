import TaproomHTTP
import TaproomNet

/// The cookies that a client keeps, as a browser does that visits no other site (RFC 6265 §5.3).
///
/// Domain is ignored, because there is only the application under test. Secure cookies are sent as well, as browsers do
/// to localhost without TLS.
public struct TestCookies: Sendable {
    private struct Entry {
        let name: String
        /// The value as it appears in the Cookie field.
        let value: String
        let path: String
        /// Seconds since 1970; nil for a cookie without expiry.
        let expires: Int?

        func isOver(_ now: Int) -> Bool {
            expires.map { $0 <= now } ?? false
        }

        func covers(_ target: Substring) -> Bool {
            guard target.hasPrefix(path) else { return false }
            return path.hasSuffix("/") || target.utf8.count == path.utf8.count
                || target.dropFirst(path.count).first == "/"
        }
    }

    private var entries: [Entry] = []

    init() {}

    /// The value of a cookie, percent-decoded; nil if there is none. If several cookies have the name, it is that of
    /// the one with the longest path. Setting a value replaces them by a cookie for the whole site without expiry, and
    /// nil removes them.
    public subscript(name: String) -> String? {
        get {
            let now = Self.now()
            let found = sorted(entries).first { $0.name == name && !$0.isOver(now) }
            return found.map { PercentCoding.decode($0.value) ?? $0.value }
        }
        set {
            entries.removeAll { $0.name == name }
            guard let newValue else { return }
            entries.append(Entry(name: name, value: PercentCoding.encode(newValue), path: "/", expires: nil))
        }
    }

    /// The names of the cookies, in the order in which they were set.
    public var names: [String] {
        let now = Self.now()
        return entries.filter { !$0.isOver(now) }.map(\.name)
    }

    /// Whether there are no cookies.
    public var isEmpty: Bool { names.isEmpty }

    /// Keeps the cookies that a response sets.
    ///
    /// - Parameter target: the target of the request.
    mutating func keep(_ cookies: [TestCookie], of target: String, now: Int = Self.now()) {
        for cookie in cookies {
            let path = cookie.path ?? Self.defaultPath(target)
            let expires = cookie.maxAge.map { $0 > Int.max - now ? Int.max : now + max(0, $0) } ?? cookie.expires
            let entry = Entry(name: cookie.name, value: cookie.encodedValue, path: path, expires: expires)
            let index = entries.firstIndex { $0.name == cookie.name && $0.path == path }
            if let index, entry.isOver(now) {
                entries.remove(at: index)
            } else if let index {
                entries[index] = entry
            } else if !entry.isOver(now) {
                entries.append(entry)
            }
        }
    }

    /// Returns the value of Cookie for a request; nil if it has no cookies.
    func field(for target: String, now: Int = Self.now()) -> String? {
        let path = Self.path(target)
        let fitting = sorted(entries.filter { !$0.isOver(now) && $0.covers(path) })
        return fitting.isEmpty ? nil : fitting.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// Sorts the entries by the length of their paths, the longest first (RFC 6265 §5.4).
    private func sorted(_ entries: [Entry]) -> [Entry] {
        let order = entries.enumerated().sorted {
            ($1.element.path.utf8.count, $0.offset) < ($0.element.path.utf8.count, $1.offset)
        }
        return order.map(\.element)
    }

    private static func path(_ target: String) -> Substring {
        target.prefix { $0 != "?" && $0 != "#" }
    }

    /// Returns the default path of a cookie (RFC 6265 §5.1.4).
    private static func defaultPath(_ target: String) -> String {
        let path = path(target)
        guard path.first == "/", let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Returns the seconds since 1970.
    private static func now() -> Int { Clock.wallMilliseconds() / 1000 }
}
