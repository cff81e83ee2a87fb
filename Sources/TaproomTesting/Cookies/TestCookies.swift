import TaproomHTTP
import TaproomNet

/// The cookies that a client keeps, as a browser that knows no other site does (RFC 6265 §5.3).
///
/// The application under test is all the world: Domain does not count. Secure cookies are sent, too, as browsers send them
/// to localhost without TLS.
public struct TestCookies: Sendable {
    private struct Entry {
        let name: String
        /// As it goes into the field.
        let value: String
        let path: String
        /// Seconds since 1970; nil for a cookie that stays.
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

    /// The value of a cookie, percent-decoded: the one with the longest path where several have the name. Setting gives
    /// the whole site a cookie that stays; nil removes all of that name.
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

    /// The names of the cookies, in the order in which they came.
    public var names: [String] {
        let now = Self.now()
        return entries.filter { !$0.isOver(now) }.map(\.name)
    }

    /// Whether there are none.
    public var isEmpty: Bool { names.isEmpty }

    /// Takes what a response sets.
    ///
    /// - Parameter target: the request's target.
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

    /// The value of Cookie for a request; nil for none.
    func field(for target: String, now: Int = Self.now()) -> String? {
        let path = Self.path(target)
        let fitting = sorted(entries.filter { !$0.isOver(now) && $0.covers(path) })
        return fitting.isEmpty ? nil : fitting.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// Longer paths first (RFC 6265 §5.4).
    private func sorted(_ entries: [Entry]) -> [Entry] {
        let order = entries.enumerated().sorted {
            ($1.element.path.utf8.count, $0.offset) < ($0.element.path.utf8.count, $1.offset)
        }
        return order.map(\.element)
    }

    private static func path(_ target: String) -> Substring {
        target.prefix { $0 != "?" && $0 != "#" }
    }

    /// RFC 6265 §5.1.4.
    private static func defaultPath(_ target: String) -> String {
        let path = path(target)
        guard path.first == "/", let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Seconds since 1970.
    private static func now() -> Int { Clock.wallMilliseconds() / 1000 }
}
