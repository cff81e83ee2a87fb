import TaproomHTTP
import Taproom
import TaproomRedis
import TaproomSessions

/// A session as a line of a table, as JSON, or as indented text.
struct SessionRow {
    private let session: StoredSession
    private let value: JSONValue?
    /// The seconds since its creation or its last save; nil if it records neither.
    private let age: Int?

    /// - Parameter now: milliseconds since 1970.
    init(_ session: StoredSession, now: Int) {
        self.session = session
        value = try? JSONValue(parsing: session.json)
        let created = value?["_createdAt"]?.intValue
        let saved = Self.lastSave(value?["cookie"])
        age = (created ?? saved).flatMap { Self.difference(now, $0) }.map { max(0, $0 / 1000) }
    }

    private static func lastSave(_ cookie: JSONValue?) -> Int? {
        guard let expires = cookie?["expires"]?.stringValue.flatMap(SessionCookie.milliseconds(ofISODate:)),
            let life = cookie?["originalMaxAge"]?.intValue
        else { return nil }
        return difference(expires, life)
    }

    /// Returns the difference; nil if it overflows, because stored numbers may have any size.
    private static func difference(_ left: Int, _ right: Int) -> Int? {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? nil : difference
    }

    static let header = line("ID", "TTL", "AGE", "VIEWS", "BYTES")

    var text: String {
        Self.line(
            session.id, session.secondsToLive.map(String.init) ?? "never", age.map(String.init) ?? "-",
            value?["views"]?.intValue.map(String.init) ?? "-", String(session.json.count))
    }

    var json: String {
        String(decoding: JSONValue.object(facts).bytes, as: UTF8.self).escapingControlCharacters
    }

    var jsonWithContent: String {
        let content = value ?? .string(String(decoding: session.json, as: UTF8.self))
        return String(decoding: JSONValue.object(facts + [.init("session", content)]).bytes, as: UTF8.self)
            .escapingControlCharacters
    }

    /// The properties, followed by the indented JSON.
    var pretty: String {
        var lines = [
            "id      \(session.id)",
            "ttl     \(session.secondsToLive.map { "\($0) s" } ?? "never ends")",
            "age     \(age.map { "\($0) s" } ?? "unknown")",
            "size    \(session.json.count) bytes",
        ]
        if let value {
            lines += value.indented().split(separator: "\n").map(String.init)
        } else {
            lines.append("not JSON: " + String(decoding: session.json.prefix(400), as: UTF8.self).debugDescription)
        }
        return lines.map(\.escapingControlCharacters).joined(separator: "\n")
    }

    private var facts: [JSONValue.Member] {
        [
            .init("id", .string(session.id)), .init("ttl", session.secondsToLive.map { JSONValue($0) } ?? .null),
            .init("age", age.map { JSONValue($0) } ?? .null), .init("views", value?["views"] ?? .null),
            .init("bytes", JSONValue(session.json.count)),
        ]
    }

    private static func line(_ id: String, _ ttl: String, _ age: String, _ views: String, _ size: String) -> String {
        // A key may contain any characters, so control characters are escaped.
        pad(id.escapingControlCharacters, 36, left: true) + pad(ttl, 9) + pad(age, 9) + pad(views, 8) + pad(size, 9)
    }

    private static func pad(_ text: String, _ width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return left ? text + space : space + text
    }
}

extension JSONValue {
    /// Returns the value on several lines, indented by two spaces for each level.
    func indented(by level: Int = 0) -> String {
        let inner = String(repeating: "  ", count: level + 1)
        let outer = String(repeating: "  ", count: level)
        switch self {
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { inner + $0.indented(by: level + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { member in
                inner + String(decoding: JSONValue.string(member.name).bytes, as: UTF8.self) + ": "
                    + member.value.indented(by: level + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        default: return String(decoding: bytes, as: UTF8.self)
        }
    }
}
