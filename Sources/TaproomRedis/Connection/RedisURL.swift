import TaproomHTTP

/// Where a Redis is, as a URL: `redis://[user:password@]host[:port][/database]` or `unix:///path`.
public struct RedisURL: Sendable, Equatable {
    /// How it is reached.
    public enum Endpoint: Sendable, Equatable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    /// Where Redis listens.
    public var endpoint: Endpoint
    /// The user's name; nil for the default user.
    public var user: String?
    /// The password; nil for none.
    public var password: String?
    /// The number of the database.
    public var database = 0

    /// - Parameters:
    ///   - endpoint: where Redis listens.
    ///   - user: the user's name; nil for the default user.
    ///   - password: the password; nil for none.
    ///   - database: the number of the database.
    public init(endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
    }

    /// - Throws: `RedisError.badURL`, which says what is wrong and never repeats the password.
    public init(_ text: String) throws(RedisError) {
        if text.hasPrefix("unix://") {
            let path = String(text.dropFirst(7))
            guard path.hasPrefix("/"), path.utf8.count > 1 else {
                throw .badURL("unix:// needs an absolute path, as in unix:///run/redis.sock")
            }
            self.init(endpoint: .unix(path: path))
            return
        }
        guard text.hasPrefix("redis://") else {
            throw .badURL("it must begin with redis:// or unix://")
        }
        var rest = text.dropFirst(8)
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = PercentCoding.decode(parts[0]), let word = PercentCoding.decode(parts[1])
            else { throw .badURL("what stands before @ must be user:password or :password") }
            user = name.isEmpty ? nil : name
            password = word
            rest = rest[rest.index(after: at)...]
        }
        let database = try Self.takeDatabase(&rest)
        let (host, port) = try Self.hostAndPort(rest)
        self.init(endpoint: .tcp(host: host, port: port), user: user, password: password, database: database)
    }

    private static func takeDatabase(_ rest: inout Substring) throws(RedisError) -> Int {
        guard let slash = rest.firstIndex(of: "/") else { return 0 }
        let text = rest[rest.index(after: slash)...]
        rest = rest[..<slash]
        if text.isEmpty { return 0 }
        guard let number = Int(text), number >= 0 else { throw .badURL("'\(text)' is no number of a database") }
        return number
    }

    private static func hostAndPort(_ text: Substring) throws(RedisError) -> (String, UInt16) {
        var host = text
        var port = "6379"[...]
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .badURL("a ] is missing") }
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            if rest.hasPrefix(":") {
                port = rest.dropFirst()
            } else if !rest.isEmpty {
                throw .badURL("'\(rest)' follows the host")
            }
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard let number = UInt16(port), number > 0 else { throw .badURL("'\(port)' is no port") }
        return (host.isEmpty ? "127.0.0.1" : String(host), number)
    }

    /// The URL without user and password, for logs.
    public var redacted: String {
        switch endpoint {
        case .unix(let path): "unix://\(path)"
        case .tcp(let host, let port):
            "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)" + (database == 0 ? "" : "/\(database)")
        }
    }
}
