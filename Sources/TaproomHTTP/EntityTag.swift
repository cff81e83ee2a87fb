/// Entity tags (RFC 9110 §8.8.3), as they stand in ETag, If-Match, If-None-Match and If-Range.
public enum EntityTag {
    /// Whether a list of tags, or `*`, holds `tag` by the weak comparison, which does not mind a `W/`.
    public static func list(_ field: some StringProtocol, holds tag: String) -> Bool {
        tags(field).contains { $0 == "*" || opaque($0) == opaque(tag[...]) }
    }

    /// Whether a list of tags, or `*`, holds `tag` by the strong comparison: no weak tag matches.
    public static func list(_ field: some StringProtocol, holdsStrongly tag: String) -> Bool {
        guard !tag.hasPrefix("W/") else { return tags(field).contains("*") }
        return tags(field).contains { $0 == "*" || $0 == tag }
    }

    private static func opaque(_ tag: Substring) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag }

    /// The tags of a list; a comma within quotes does not separate.
    private static func tags(_ field: some StringProtocol) -> [Substring] {
        let text = Substring(field)
        var tags: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ",", !isQuoted {
                tags.append(text[start..<index].trimmingSpaces)
                start = text.index(after: index)
            }
        }
        tags.append(text[start...].trimmingSpaces)
        return tags.filter { !$0.isEmpty }
    }
}
