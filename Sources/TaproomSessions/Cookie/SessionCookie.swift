import TaproomHTTP

/// The time of day in milliseconds since 1970.
public typealias SessionClock = @Sendable () -> Int

/// A session's own cookie: its settings, kept with the session in the store.
public struct SessionCookie: Sendable {
    /// The stored cookie as it came, with fields that are unknown here, as a part of the session's text; nil
    /// for a new session's.
    private var stored: (text: [UInt8], range: Range<Int>)?
    /// Where the stored `expires` stands in that text.
    private var storedExpires: Range<Int>?
    /// Whether something other than the moving `expires` may differ from what is stored.
    private var isEdited = false
    private let clock: SessionClock
    private var life: Int?
    private var end: Int?

    /// The `maxAge` that was last set: the life that every request gives the session anew. nil for a cookie
    /// without expiry.
    public var originalMaxAge: Duration? { life.map { .milliseconds($0) } }
    /// When the cookie ends, in milliseconds since 1970; nil for never. Setting it sets `originalMaxAge` too.
    public var expires: Int? {
        get { end }
        set {
            end = newValue.map(Self.bounded)
            life = end.map { $0 - clock() }
            isEdited = true
        }
    }
    public var path: String { didSet { isEdited = true } }
    public var domain: String? { didSet { isEdited = true } }
    public var httpOnly: Bool { didSet { isEdited = true } }
    public var secure: Bool? { didSet { isEdited = true } }
    public var sameSite: CookieOptions.SameSite? { didSet { isEdited = true } }
    public var partitioned: Bool? { didSet { isEdited = true } }
    public var priority: CookieOptions.Priority? { didSet { isEdited = true } }

    /// What remains until `expires`, which may be negative for a client that ignores it. Setting it sets
    /// `expires` and `originalMaxAge`.
    public var maxAge: Duration? {
        get { end.map { .milliseconds($0 - clock()) } }
        set {
            life = newValue?.milliseconds
            end = life.map(endOfLife)
            isEdited = true
        }
    }

    /// `originalMaxAge` in milliseconds.
    var lifetime: Int? { life }

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
            self.maxAge = maxAge
        } else if let expires = options.expires {
            self.expires = expires
        }
    }

    /// A stored session's cookie, whose fields are to be given to `read` before it is used.
    private init(clock: @escaping SessionClock) {
        self.clock = clock
        path = "/"
        httpOnly = true
    }

    /// The fields of a stored session, and its cookie.
    ///
    /// - Throws: `JSONError`, also where there is no cookie.
    static func parse(
        session text: [UInt8], clock: @escaping SessionClock
    ) throws(JSONError) -> (fields: JSONFields, cookie: SessionCookie) {
        var cookie = SessionCookie(clock: clock)
        let fields = try JSONFields(text, lookingInto: "cookie") { cookie.read($0, $1, $2) }
        guard let range = fields.range(of: "cookie") else { throw JSONError(offset: 0, reason: "it has no cookie") }
        guard fields.bytes.count == text.count, fields.bytes[range.lowerBound] == 0x7b else {
            // What is no object, or was written anew as its members were not told apart.
            return (fields, try SessionCookie(stored: fields.bytes, range, clock: clock))
        }
        cookie.stored = (text, range)
        cookie.isEdited = false
        return (fields, cookie)
    }

    /// The object that stands at `range` of a session's text.
    private init(stored text: [UInt8], _ range: Range<Int>, clock: @escaping SessionClock) throws(JSONError) {
        self.init(clock: clock)
        stored = (text, range)
        let bytes = text.span
        var walk = try JSONMembers(bytes, range.lowerBound)
        while let member = try walk.next(bytes) { read(bytes, member.name, member.value) }
        isEdited = false
    }

    /// Takes over one stored field; one that does not hold what it should counts as missing.
    private mutating func read(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
        func isNamed(_ text: String) -> Bool { JSONText.equals(bytes, name, text) }
        var flag: Bool? { bytes[value.lowerBound] == 0x74 ? true : bytes[value.lowerBound] == 0x66 ? false : nil }
        var text: String? { bytes[value.lowerBound] == 0x22 ? JSONText.string(bytes, value) : nil }
        // By length first: each name is compared with one or two.
        switch name.count - 2 {
        case 4 where isNamed("path"): path = JSONText.equals(bytes, value, "/") ? "/" : text ?? "/"
        case 6 where isNamed("secure"): secure = flag
        case 6 where isNamed("domain"): domain = text
        case 7 where isNamed("expires"):
            end = ISODate.parse(bytes, value)
            storedExpires = value
        case 8 where isNamed("httpOnly"): httpOnly = flag ?? true
        case 8 where isNamed("sameSite"): sameSite = flag == true ? .enabled : Self.sameSite(text?.lowercased())
        case 8 where isNamed("priority"):
            priority = text.flatMap { text in
                CookieOptions.Priority(rawValue: text.prefix(1).uppercased() + text.dropFirst().lowercased())
            }
        case 11 where isNamed("partitioned"): partitioned = flag
        case 14 where isNamed("originalMaxAge"): life = JSONText.integer(bytes, value)
        default: break
        }
    }

    private static func sameSite(_ text: String?) -> CookieOptions.SameSite? {
        switch text {
        case "strict": .strict
        case "lax": .lax
        case "none": CookieOptions.SameSite.none
        default: nil
        }
    }

    /// The milliseconds since 1970 of a date as the stored `expires` has it; nil for another text.
    public static func milliseconds(ofISODate text: String) -> Int? {
        let bytes = JSONValue.string(text).bytes
        return ISODate.parse(bytes.span, 0..<bytes.count)
    }

    /// Gives the cookie its whole life again.
    mutating func touch() {
        end = life.map(endOfLife)
    }

    /// The end of a life that begins now. What is stored may hold a life of any size.
    private func endOfLife(_ life: Int) -> Int {
        Self.bounded(clock().saturatingAdd(life))
    }

    /// The nearest time that a date of four digits for the year can tell: from year 0 to the end of 9999.
    static func bounded(_ milliseconds: Int) -> Int {
        min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    }

    /// Ends the cookie at a time before `expires`; the life that a request gives it stays as it is.
    mutating func shorten(to end: Int) {
        self.end = Self.bounded(end)
    }

    /// Whether all but the moving `expires` is as in `other`.
    func hasSettings(of other: SessionCookie) -> Bool {
        life == other.life && path == other.path && domain == other.domain
            && httpOnly == other.httpOnly && secure == other.secure && sameSite == other.sameSite
            && partitioned == other.partitioned && priority == other.priority
            && (life != nil || end == other.end)
    }

    // MARK: In the store

    /// Appends the JSON of the cookie: for a new one the fields in express-session's order, for a stored one
    /// those that changed in their places.
    func appendJSON(to output: inout [UInt8]) {
        if let stored, !isEdited, let place = storedExpires, let end {
            output.append(contentsOf: stored.text[stored.range.lowerBound..<place.lowerBound])
            Self.append(date: end, to: &output)
            output.append(contentsOf: stored.text[place.upperBound..<stored.range.upperBound])
            return
        }
        guard let text = stored, var stored = try? JSONFields(Array(text.text[text.range])) else {
            return appendNew(to: &output)
        }
        update(&stored, "originalMaxAge", Self.number(life), absent: "null")
        update(&stored, "expires", Self.date(end), absent: "null")
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
        output.append(contentsOf: Self.number(life) ?? Array("null".utf8))
        if let partitioned { Self.append("partitioned", Self.bool(partitioned), to: &output) }
        if let priority { Self.append("priority", Self.string(priority.rawValue.lowercased()), to: &output) }
        Self.append("expires", Self.date(end) ?? Array("null".utf8), to: &output)
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

    private static func number(_ milliseconds: Int?) -> [UInt8]? {
        milliseconds.map { Array(String($0).utf8) }
    }

    private static func date(_ milliseconds: Int?) -> [UInt8]? {
        guard let milliseconds else { return nil }
        var output: [UInt8] = []
        append(date: milliseconds, to: &output)
        return output
    }

    private static func append(date milliseconds: Int, to output: inout [UInt8]) {
        output.append(0x22)
        ISODate.append(milliseconds: milliseconds, to: &output)
        output.append(0x22)
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

    /// Why the path or the domain can't stand in a Set-Cookie field, or nil: what is stored may hold anything, and
    /// so may what an application sets.
    var problem: String? {
        if !SetCookie.isValidAttribute(path) { return "its path holds a character that no cookie's path may have" }
        if let domain, !SetCookie.isValidAttribute(domain) {
            return "its domain holds a character that no domain has"
        }
        return nil
    }

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
