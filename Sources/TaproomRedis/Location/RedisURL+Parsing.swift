import TaproomHTTP

extension RedisURL {
    /// Parses a URL.
    ///
    /// - Throws: `RedisError.badURL`, which says what is wrong and never repeats a part of a password.
    public init(_ text: String) throws(RedisError) {
        do throws(RedisError) {
            try self.init(Parts(text, queryComesFirst: true))
        } catch {
            // What looks like a query may be part of a password that contains a question mark.
            guard let other = try? Parts(text, queryComesFirst: false), let url = try? Self(other) else { throw error }
            self = url
        }
    }

    private init(_ parts: Parts) throws(RedisError) {
        var parts = parts
        switch parts.scheme {
        case "unix":
            guard parts.rest.hasPrefix("/"), parts.rest.utf8.count > 1 else {
                throw .badURL("unix:// needs an absolute path, as in unix:///run/redis.sock")
            }
            self.init(endpoint: .unix(path: String(parts.rest)))
        case "redis", "rediss":
            let path = try parts.takePath(atMost: 1)
            let addresses = try Self.addresses(parts.rest, port: 6379)
            guard addresses.count == 1 else {
                throw .badURL("several hosts need redis+cluster:// or redis+sentinel://")
            }
            self.init(endpoint: .tcp(host: addresses[0].host, port: addresses[0].port))
            if let text = path.first { database = try Self.database(text) }
        case "redis+cluster", "rediss+cluster":
            let path = try parts.takePath(atMost: 1)
            self.init(endpoint: .cluster(try Self.addresses(parts.rest, port: 6379)))
            if let text = path.first { database = try Self.database(text) }
        case "redis+sentinel", "rediss+sentinel":
            let path = try parts.takePath(atMost: 2)
            guard let name = path.first.flatMap({ PercentCoding.decode($0) }), !name.isEmpty else {
                throw .badURL("the master's name is missing, as in redis+sentinel://host:26379/mymaster")
            }
            self.init(endpoint: .sentinel(try Self.addresses(parts.rest, port: 26379), master: name))
            if path.count == 2 { database = try Self.database(path[1]) }
        default:
            throw .badURL(
                "it must begin with redis://, rediss://, unix://, redis+cluster:// or redis+sentinel:// (or rediss+…)")
        }
        user = parts.user
        password = parts.password
        if parts.scheme.hasPrefix("rediss") { tls = RedisTLS() }
        for (name, value) in parts.query { try set(name, value) }
        if database != 0, case .cluster = endpoint { throw .badURL("a cluster has no database but 0") }
        guard (tls?.certificateFile == nil) == (tls?.keyFile == nil) else {
            throw .badURL("cert and key need each other")
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(RedisError) {
        switch name {
        case "db": database = try Self.database(value[...])
        case "ca" where tls != nil: tls?.authoritiesFile = value
        case "cert" where tls != nil: tls?.certificateFile = value
        case "key" where tls != nil: tls?.keyFile = value
        case "server-name" where tls != nil: tls?.serverName = value
        case "verify" where tls != nil && (value == "on" || value == "off"): tls?.verifiesServer = value == "on"
        case "sentinel-user": sentinelUser = value
        case "sentinel-password": sentinelPassword = value
        case "ca", "cert", "key", "server-name": throw .badURL("\(name) needs rediss://")
        case "verify": throw .badURL("verify is on or off, and needs rediss://")
        default: throw .badURL("the query has a name that means nothing")
        }
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        guard let number = Int(text), number >= 0 else { throw .badURL("the database must be a number") }
        return number
    }

    /// - Parameter port: the port of a host without one.
    private static func addresses(_ text: Substring, port: UInt16) throws(RedisError) -> [RedisAddress] {
        let texts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count == 1 || !texts.contains(where: { $0.isEmpty || $0.hasPrefix(":") }) else {
            throw .badURL("a host of the list is empty")
        }
        return try texts.map { text throws(RedisError) in try address(text, port: port) }
    }

    private static func address(_ text: Substring, port: UInt16) throws(RedisError) -> RedisAddress {
        var host = text
        var port = String(port)[...]
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .badURL("a ] is missing") }
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .badURL("something follows the host's ]") }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
            guard !host.contains(":") else { throw .badURL("an IPv6 address needs brackets, as in [::1]") }
        }
        guard let number = UInt16(port), number > 0 else { throw .badURL("the port must be a number from 1 to 65535") }
        return RedisAddress(host: host.isEmpty ? "127.0.0.1" : String(host), port: number)
    }
}

/// The parts of a Redis URL. `rest` holds the part that has not been parsed yet: at the end, the hosts and the path.
private struct Parts {
    let scheme: Substring
    private(set) var user: String?
    private(set) var password: String?
    private(set) var query: [(name: String, value: String)] = []
    private(set) var rest: Substring

    /// - Parameter queryComesFirst: whether an @ that follows the start of a query belongs to the query.
    init(_ text: String, queryComesFirst: Bool) throws(RedisError) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw .badURL("it must begin with redis://, rediss:// or unix://, for example")
        }
        scheme = text[..<colon]
        rest = text[colon...].dropFirst(3)
        if queryComesFirst { try takeQuery(from: beginningOfQuery) }
        try takeCredentials()
        if !queryComesFirst { try takeQuery(from: rest.lastIndex(of: "?")) }
        guard !rest.contains("?") else { throw .badURL("the query has a name that means nothing") }
    }

    private static let names = [
        "db", "ca", "cert", "key", "server-name", "verify", "sentinel-user", "sentinel-password",
    ]

    /// The first question mark that is followed by one of the names.
    private var beginningOfQuery: Substring.Index? {
        rest.indices.first { index in
            guard rest[index] == "?" else { return false }
            let text = rest[rest.index(after: index)...]
            return Self.names.contains { text.hasPrefix($0 + "=") }
        }
    }

    private mutating func takeCredentials() throws(RedisError) {
        // A socket's path begins with a slash and may contain an @.
        guard !rest.hasPrefix("/"), let at = rest.lastIndex(of: "@") else { return }
        let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = PercentCoding.decode(parts[0]), let word = PercentCoding.decode(parts[1])
        else { throw .badURL("what stands before @ must be user:password or :password") }
        rest = rest[rest.index(after: at)...]
        user = name.isEmpty ? nil : name
        password = name.isEmpty && word.isEmpty ? nil : word
    }

    private mutating func takeQuery(from mark: Substring.Index?) throws(RedisError) {
        guard let mark else { return }
        let text = rest[rest.index(after: mark)...]
        rest = rest[..<mark]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = PercentCoding.decode(parts[1]), !value.isEmpty else {
                throw .badURL("the query must consist of name=value")
            }
            query.append((String(parts[0]), value))
        }
    }

    /// Removes the path behind the hosts, and returns its parts. An empty last part is ignored.
    ///
    /// - Throws: `RedisError.badURL` if there are more parts than `limit`, or one of them is empty.
    mutating func takePath(atMost limit: Int) throws(RedisError) -> [Substring] {
        guard let slash = rest.firstIndex(of: "/") else { return [] }
        var path = rest[rest.index(after: slash)...].split(separator: "/", omittingEmptySubsequences: false)
        rest = rest[..<slash]
        if path.last?.isEmpty == true { path.removeLast() }
        guard path.count <= limit, !path.contains("") else { throw .badURL("the path has too many parts") }
        return path
    }
}
