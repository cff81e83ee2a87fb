/// Entity tags (RFC 9110 §8.8.3) in ETag, If-Match, If-None-Match and If-Range.
package enum EntityTag {
    /// Whether a list of tags, or `*`, contains `tag` by weak comparison, which ignores `W/`.
    package static func list(_ field: String, holds tag: String) -> Bool {
        let tag = opaque(tag.utf8[...])
        return field.listElements.contains { isAny($0) || opaque($0).elementsEqual(tag) }
    }

    /// Whether a list of tags, or `*`, contains `tag` by strong comparison, which no weak tag matches.
    package static func list(_ field: String, holdsStrongly tag: String) -> Bool {
        let isWeak = tag.utf8.starts(with: "W/".utf8)
        return field.listElements.contains { isAny($0) || !isWeak && $0.elementsEqual(tag.utf8) }
    }

    private static func isAny(_ tag: Substring.UTF8View) -> Bool { tag.elementsEqual("*".utf8) }

    private static func opaque(_ tag: Substring.UTF8View) -> Substring.UTF8View {
        tag.starts(with: "W/".utf8) ? tag.dropFirst(2) : tag
    }
}
