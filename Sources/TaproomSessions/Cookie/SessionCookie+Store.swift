import TaproomHTTP

/// The JSON form of the cookie in the store.
extension SessionCookie {
    /// Returns the offset of the cookie's `expires` date in a session's fields, and the new date; nil if the cookie
    /// differs from the fields in more than that, or the date has another form.
    func movedExpiry(in fields: JSONFields) -> (offset: Int, date: InlineArray<24, UInt8>)? {
        guard let stored, !isEdited, let end, let expires = stored.expires, expires.count == 26,
            stored.text[expires.lowerBound] == 0x22, let range = fields.range(of: "cookie"),
            range.count == stored.range.count
        else { return nil }
        let text = stored.text.span
        let bytes = fields.bytes
        let distance = range.lowerBound - stored.range.lowerBound
        guard bytes.span.matches(text.extracting(stored.range.lowerBound...expires.lowerBound), at: range.lowerBound),
            bytes.span.matches(
                text.extracting((expires.upperBound - 1)..<stored.range.upperBound),
                at: expires.upperBound - 1 + distance)
        else { return nil }
        let date = InlineArray<24, UInt8>(initializingWith: { ISODate.append(milliseconds: end, to: &$0) })
        return (expires.lowerBound + 1 + distance, date)
    }

    /// Appends the JSON of the cookie. A new cookie has the fields in express-session's order. In a stored one, only
    /// the changed fields are replaced.
    func appendJSON(to output: inout [UInt8]) {
        if let stored, !isEdited, let range = stored.expires, let end {
            output.append(contentsOf: stored.text[stored.range.lowerBound..<range.lowerBound])
            Self.append(date: end, to: &output)
            output.append(contentsOf: stored.text[range.upperBound..<stored.range.upperBound])
            return
        }
        guard let text = stored, var stored = try? JSONFields(Array(text.text[text.range])) else {
            return appendNew(to: &output)
        }
        update(&stored, "originalMaxAge", Self.number(lifetime), absent: "null")
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

    /// - Parameter absent: the value that a missing field of a stored cookie stands for.
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
        output.append(contentsOf: Self.number(lifetime) ?? Array("null".utf8))
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
}
