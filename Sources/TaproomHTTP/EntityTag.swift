/// Entity tags (RFC 9110 §8.8.3), as they stand in ETag, If-Match, If-None-Match and If-Range.
public enum EntityTag {
    /// Whether a list of tags, or `*`, holds `tag` by the weak comparison, which does not mind a `W/`.
    public static func list(_ field: String, holds tag: String) -> Bool {
        let tag = opaque(tag.utf8[...])
        return field.listElements.contains { isAny($0) || opaque($0).elementsEqual(tag) }
    }

    /// Whether a list of tags, or `*`, holds `tag` by the strong comparison: no weak tag matches.
    public static func list(_ field: String, holdsStrongly tag: String) -> Bool {
        let isWeak = tag.utf8.starts(with: "W/".utf8)
        return field.listElements.contains { isAny($0) || !isWeak && $0.elementsEqual(tag.utf8) }
    }

    private static func isAny(_ tag: Substring.UTF8View) -> Bool { tag.elementsEqual("*".utf8) }

    private static func opaque(_ tag: Substring.UTF8View) -> Substring.UTF8View {
        tag.starts(with: "W/".utf8) ? tag.dropFirst(2) : tag
    }
}
