import TaproomHTTP

/// Reads a stored cookie field by field.
struct StoredCookieReader {
    private(set) var values = CookieSettings.Values()
    private(set) var lifetime: Int?
    private(set) var end: Int?
    private(set) var expires: Range<Int>?

    /// Reads one field. A field with an invalid value counts as missing.
    ///
    /// - Parameter name: the name, including its quotes.
    mutating func read(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
        func isNamed(_ text: String) -> Bool { JSONText.equals(bytes, name, text) }
        var flag: Bool? { bytes[value.lowerBound] == 0x74 ? true : bytes[value.lowerBound] == 0x66 ? false : nil }
        var text: String? { bytes[value.lowerBound] == 0x22 ? JSONText.string(bytes, value) : nil }
        // Switching over the length first leaves one to three names to compare.
        let isEscaped = bytes.hasBackslash(name)
        switch isEscaped ? JSONText.string(bytes, name).utf8.count : name.count - 2 {
        case 4 where isNamed("path"): values.path = JSONText.equals(bytes, value, "/") ? "/" : text ?? "/"
        case 6 where isNamed("secure"): values.secure = flag
        case 6 where isNamed("domain"): values.domain = text
        case 7 where isNamed("expires"):
            end = ISODate.parse(bytes, value)
            expires = value
        case 8 where isNamed("httpOnly"): values.httpOnly = flag ?? true
        case 8 where isNamed("sameSite"):
            values.sameSite = flag == true ? .enabled : Self.sameSite(text?.lowercased())
        case 8 where isNamed("priority"):
            values.priority = text.flatMap { text in
                CookieOptions.Priority(rawValue: text.prefix(1).uppercased() + text.dropFirst().lowercased())
            }
        case 11 where isNamed("partitioned"): values.partitioned = flag
        case 14 where isNamed("originalMaxAge"): lifetime = JSONText.integer(bytes, value)
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

    /// Returns the cookie that was read.
    func cookie(_ text: [UInt8], _ range: Range<Int>, clock: @escaping SessionClock) -> SessionCookie {
        SessionCookie(
            stored: .init(text: text, range: range, expires: expires), settings: CookieSettings(values),
            lifetime: lifetime, end: end, clock: clock)
    }
}

extension SessionCookie {
    /// Parses a stored session, and returns its fields and its cookie.
    ///
    /// - Parameter template: the form of the cookies of this application's sessions; nil if it is not known.
    /// - Throws: `JSONError`, also if there is no cookie.
    @inline(__always)
    static func parse(
        session text: [UInt8], template: CookieTemplate? = nil, clock: @escaping SessionClock
    ) throws(JSONError) -> (fields: JSONFields, cookie: SessionCookie) {
        if let template {
            if let known = try parse(text, by: template, clock: clock) { return known }
            for other in template.alternatives {
                if let known = try parse(text, by: other, clock: clock) { return known }
            }
        }
        return try parse(anySession: text, clock: clock)
    }

    @inline(__always)
    private static func parse(
        _ text: [UInt8], by template: CookieTemplate, clock: @escaping SessionClock
    ) throws(JSONError) -> (fields: JSONFields, cookie: SessionCookie)? {
        guard let end = template.end(in: text) else { return nil }
        let fields = try JSONFields(text, first: CookieTemplate.name, template.range)
        // If the text had a second cookie, that one would count, and the text would have been rewritten.
        guard fields.bytes.count == text.count else { return nil }
        return (fields, template.cookie(text, end: end, clock: clock))
    }

    private static func parse(
        anySession text: [UInt8], clock: @escaping SessionClock
    ) throws(JSONError) -> (fields: JSONFields, cookie: SessionCookie) {
        var reader = StoredCookieReader()
        let fields = try JSONFields(text, lookingInto: "cookie") { reader.read($0, $1, $2) }
        guard let range = fields.range(of: "cookie") else { throw JSONError(offset: 0, reason: "it has no cookie") }
        if fields.bytes.count != text.count || fields.bytes[range.lowerBound] != 0x7b {
            // The cookie is not an object, or was rewritten because its members could not be distinguished.
            reader = StoredCookieReader()
            let bytes = fields.bytes.span
            var walk = try JSONMembers(bytes, range.lowerBound)
            while let member = try walk.next(bytes) { reader.read(bytes, member.name, member.value) }
        }
        return (fields, reader.cookie(fields.bytes, range, clock: clock))
    }
}
