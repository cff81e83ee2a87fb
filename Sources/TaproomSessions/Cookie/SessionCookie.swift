import TaproomHTTP

/// The time of day in milliseconds since 1970.
public typealias SessionClock = @Sendable () -> Int

/// A session's own cookie: its settings, kept with the session in the store.
public struct SessionCookie: Sendable {
    /// The stored cookie as it came, with fields that are unknown here; nil for a new session's.
    private var fields: JSONFields?
    private let clock: SessionClock

    /// The `maxAge` that was last set: the life that every request gives the session anew. nil for a cookie
    /// without expiry.
    public private(set) var originalMaxAge: Duration?
    /// When the cookie ends, in milliseconds since 1970; nil for never. Setting it sets `originalMaxAge` too.
    public var expires: Int? {
        didSet { originalMaxAge = expires.map { .milliseconds($0 - clock()) } }
    }
    public var path: String
    public var domain: String?
    public var httpOnly: Bool
    public var secure: Bool?
    public var sameSite: CookieOptions.SameSite?
    public var partitioned: Bool?
    public var priority: CookieOptions.Priority?

    /// What remains until `expires`, which may be negative for a client that ignores it. Setting it sets
    /// `expires` and `originalMaxAge`.
    public var maxAge: Duration? {
        get { expires.map { .milliseconds($0 - clock()) } }
        set {
            let expires = newValue.map { clock() + $0.milliseconds }
            self.expires = expires
            originalMaxAge = newValue
        }
    }

    /// A new session's cookie.
    init(_ options: CookieOptions, isSecure: Bool, clock: @escaping SessionClock) {
        self.clock = clock
        path = options.path
        domain = options.domain
        httpOnly = options.httpOnly
        secure =
            switch options.secure {
            case .off: false
            case .on: true
            case .auto: isSecure
            case nil: nil
            }
        sameSite = options.sameSite
        if sameSite == .auto { sameSite = isSecure ? CookieOptions.SameSite.none : .lax }
        partitioned = options.partitioned
        priority = options.priority
        if let maxAge = options.maxAge {
            expires = clock() + maxAge.milliseconds
            originalMaxAge = maxAge
        } else if let expires = options.expires {
            self.expires = expires
            originalMaxAge = .milliseconds(expires - clock())
        }
    }

    /// A stored session's cookie.
    init(stored text: [UInt8], clock: @escaping SessionClock) throws(JSONError) {
        let fields = try JSONFields(text)
        self.fields = fields
        self.clock = clock
        path = fields.value("path")?.stringValue ?? "/"
        domain = fields.value("domain")?.stringValue
        httpOnly = fields.value("httpOnly")?.boolValue ?? true
        secure = fields.value("secure")?.boolValue
        sameSite = Self.sameSite(fields.value("sameSite"))
        partitioned = fields.value("partitioned")?.boolValue
        priority = fields.value("priority")?.stringValue.flatMap { text in
            CookieOptions.Priority(rawValue: text.prefix(1).uppercased() + text.dropFirst().lowercased())
        }
        expires = fields.value("expires")?.stringValue.flatMap(ISODate.parse)
        originalMaxAge = fields.value("originalMaxAge")?.doubleValue.flatMap { Int(exactly: $0.rounded()) }
            .map { .milliseconds($0) }
    }

    private static func sameSite(_ value: JSONValue?) -> CookieOptions.SameSite? {
        switch value {
        case .bool(true): .enabled
        case .string(let text):
            switch text.lowercased() {
            case "strict": .strict
            case "lax": .lax
            case "none": CookieOptions.SameSite.none
            default: nil
            }
        default: nil
        }
    }

    /// The milliseconds since 1970 of a date as the stored `expires` has it; nil for another text.
    public static func milliseconds(ofISODate text: String) -> Int? {
        ISODate.parse(text)
    }

    /// Gives the cookie its whole life again.
    mutating func touch() {
        guard let originalMaxAge else {
            if expires != nil { expires = nil }
            return
        }
        maxAge = originalMaxAge
    }

    /// Ends the cookie at a time before `expires`; the life that a request gives it stays as it is.
    mutating func shorten(to end: Int) {
        let life = originalMaxAge
        expires = end
        originalMaxAge = life
    }

    /// Whether all but the moving `expires` is as in `other`.
    func hasSettings(of other: SessionCookie) -> Bool {
        originalMaxAge == other.originalMaxAge && path == other.path && domain == other.domain
            && httpOnly == other.httpOnly && secure == other.secure && sameSite == other.sameSite
            && partitioned == other.partitioned && priority == other.priority
            && (originalMaxAge != nil || expires == other.expires)
    }

    // MARK: In the store

    /// Appends the JSON of the cookie: for a new one the fields in express-session's order, for a stored one
    /// those that changed in their places.
    func appendJSON(to output: inout [UInt8]) {
        guard var stored = fields else { return appendNew(to: &output) }
        update(&stored, "originalMaxAge", Self.number(originalMaxAge), absent: "null")
        update(&stored, "expires", Self.date(expires), absent: "null")
        update(&stored, "secure", secure.map(Self.bool), absent: nil)
        update(&stored, "httpOnly", Self.bool(httpOnly), absent: "true")
        update(&stored, "domain", domain.map(Self.string), absent: nil)
        update(&stored, "path", Self.string(path), absent: nil)
        update(&stored, "sameSite", sameSite.map(Self.text), absent: nil)
        update(&stored, "partitioned", partitioned.map(Self.bool), absent: nil)
        update(&stored, "priority", priority.map { Self.string($0.rawValue.lowercased()) }, absent: nil)
        output.append(contentsOf: stored.bytes)
    }

    /// - Parameter absent: what it means that a stored cookie lacks the field.
    private func update(_ stored: inout JSONFields, _ name: String, _ value: [UInt8]?, absent: String?) {
        if let value {
            if stored[name] == nil, absent?.utf8.elementsEqual(value) == true { return }
            stored.set(name, value)
        } else if let absent, stored[name] != nil {
            stored.set(name, Array(absent.utf8))
        }
    }

    private func appendNew(to output: inout [UInt8]) {
        output.append(contentsOf: "{\"originalMaxAge\":".utf8)
        output.append(contentsOf: Self.number(originalMaxAge) ?? Array("null".utf8))
        if let partitioned { Self.append("partitioned", Self.bool(partitioned), to: &output) }
        if let priority { Self.append("priority", Self.string(priority.rawValue.lowercased()), to: &output) }
        Self.append("expires", Self.date(expires) ?? Array("null".utf8), to: &output)
        if let secure { Self.append("secure", Self.bool(secure), to: &output) }
        Self.append("httpOnly", Self.bool(httpOnly), to: &output)
        if let domain { Self.append("domain", Self.string(domain), to: &output) }
        Self.append("path", Self.string(path), to: &output)
        if let sameSite { Self.append("sameSite", Self.text(sameSite), to: &output) }
        output.append(0x7d)
    }

    private static func append(_ name: String, _ value: [UInt8], to output: inout [UInt8]) {
        output.append(contentsOf: ",\"".utf8)
        output.append(contentsOf: name.utf8)
        output.append(contentsOf: "\":".utf8)
        output.append(contentsOf: value)
    }

    private static func number(_ duration: Duration?) -> [UInt8]? {
        duration.map { Array(String($0.milliseconds).utf8) }
    }

    private static func date(_ milliseconds: Int?) -> [UInt8]? {
        guard let milliseconds else { return nil }
        var output: [UInt8] = [0x22]
        output.reserveCapacity(26)
        ISODate.append(milliseconds: milliseconds, to: &output)
        output.append(0x22)
        return output
    }

    private static func bool(_ value: Bool) -> [UInt8] { Array((value ? "true" : "false").utf8) }

    private static func string(_ text: String) -> [UInt8] {
        var output: [UInt8] = []
        JSONText.append(text, to: &output)
        return output
    }

    private static func text(_ sameSite: CookieOptions.SameSite) -> [UInt8] {
        switch sameSite {
        case .strict: string("strict")
        case .lax: string("lax")
        case .none: string("none")
        case .auto: string("auto")
        case .enabled: bool(true)
        }
    }

    // MARK: On the wire

    /// The Set-Cookie value that carries a signed id.
    func setCookie(name: String, value: String) -> String {
        var cookie = SetCookie(name: name, value: value)
        cookie.domain = domain
        cookie.path = path
        // JavaScript's toUTCString cuts the milliseconds off.
        cookie.expires = expires.map { $0 >= 0 ? $0 / 1000 : ($0 - 999) / 1000 }
        cookie.httpOnly = httpOnly
        cookie.secure = secure == true
        cookie.partitioned = partitioned == true
        cookie.priority = priority
        cookie.sameSite =
            switch sameSite {
            case .strict?, .enabled?: .strict
            case .lax?: .lax
            case CookieOptions.SameSite.none?: SetCookie.SameSite.none
            case .auto?, nil: nil
            }
        return cookie.text
    }

    /// The Set-Cookie value that makes a browser forget the cookie.
    func removal(name: String) -> String {
        var cookie = SetCookie(name: name, value: "")
        cookie.domain = domain
        cookie.path = path
        cookie.expires = 0
        cookie.httpOnly = httpOnly
        cookie.secure = secure == true
        cookie.partitioned = partitioned == true
        return cookie.text
    }
}
