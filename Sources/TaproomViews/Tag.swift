/// The opening and closing delimiters of tags.
struct Delimiters: Sendable {
    /// Longer delimiters are rejected, so that the time to search for one stays linear in the template's size.
    static let longest = 16
    static let standard = Delimiters(open: Array("{{".utf8), close: Array("}}".utf8))

    let open: [UInt8]
    let close: [UInt8]
}

/// A tag in a template.
struct Tag {
    enum Kind {
        case variable, unescaped, comment, delimiters
        case section, inverted, partial, parent, block
        case close
    }

    let kind: Kind
    /// From the first byte of the opening delimiter to the last byte of the closing one.
    let range: Range<Int>
    /// The text between the delimiters, without the sign of the kind and surrounding whitespace.
    let content: Range<Int>
}

extension Source {
    /// Parses the tag that begins at an offset.
    func tag(at start: Int, _ delimiters: Delimiters) throws(TemplateError) -> Tag {
        let inner = skipWhitespace(from: start + delimiters.open.count)
        let sign = inner < bytes.count ? bytes[inner] : 0
        let (kind, closeSign) = Self.kind(of: sign)
        let contentStart = kind == .variable ? inner : inner + 1
        guard let contentEnd = firstIndex(of: closeSign + delimiters.close, from: contentStart) else {
            throw unclosedTag(at: start, kind, delimiters)
        }
        let range = start..<contentEnd + closeSign.count + delimiters.close.count
        let tag = Tag(kind: kind, range: range, content: trimmed(contentStart..<contentEnd))
        if kind != .comment, kind != .delimiters, !isName(tag.content, dotted: kind.namesData) {
            throw error(.emptyName, at: range)
        }
        return tag
    }

    /// Returns the delimiters in a set-delimiter tag.
    func delimiters(in tag: Tag) throws(TemplateError) -> Delimiters {
        let words = bytes[tag.content].split(
            omittingEmptySubsequences: true, whereSeparator: ASCII.isWhitespace)
        let isUsable = words.allSatisfy { word in
            word.count <= Delimiters.longest && !word.contains(UInt8(ascii: "="))
        }
        guard words.count == 2, isUsable else {
            throw error(.invalidDelimiters, at: tag.range)
        }
        return Delimiters(open: Array(words[0]), close: Array(words[1]))
    }

    private static func kind(of sign: UInt8) -> (kind: Tag.Kind, closeSign: [UInt8]) {
        switch sign {
        case UInt8(ascii: "#"): (.section, [])
        case UInt8(ascii: "^"): (.inverted, [])
        case UInt8(ascii: "/"): (.close, [])
        case UInt8(ascii: ">"): (.partial, [])
        case UInt8(ascii: "<"): (.parent, [])
        case UInt8(ascii: "$"): (.block, [])
        case UInt8(ascii: "!"): (.comment, [])
        case UInt8(ascii: "&"): (.unescaped, [])
        case UInt8(ascii: "{"): (.unescaped, [UInt8(ascii: "}")])
        case UInt8(ascii: "="): (.delimiters, [UInt8(ascii: "=")])
        default: (.variable, [])
        }
    }

    /// Returns the error for a tag without an end. A set-delimiter tag that lacks only its closing equals sign is
    /// invalid, and not unclosed.
    private func unclosedTag(at start: Int, _ kind: Tag.Kind, _ delimiters: Delimiters) -> TemplateError {
        if kind == .delimiters, let end = firstIndex(of: delimiters.close, from: start) {
            return error(.invalidDelimiters, at: start..<end + delimiters.close.count)
        }
        let lineEnd = bytes[start...].firstIndex(of: ASCII.newline) ?? bytes.count
        return error(.unclosedTag, at: start..<lineEnd)
    }

    private func isName(_ range: Range<Int>, dotted: Bool) -> Bool {
        if range.isEmpty { return false }
        if !dotted || bytes[range].elementsEqual([ASCII.dot]) { return true }
        return bytes[range].split(separator: ASCII.dot, omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty }
    }

    private func skipWhitespace(from offset: Int) -> Int {
        bytes[offset...].firstIndex { !ASCII.isWhitespace($0) } ?? bytes.count
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        guard let first = bytes[range].firstIndex(where: { !ASCII.isWhitespace($0) }),
            let last = bytes[range].lastIndex(where: { !ASCII.isWhitespace($0) })
        else { return range.lowerBound..<range.lowerBound }
        return first..<last + 1
    }
}

extension Tag.Kind {
    /// Whether the tag's name refers to data, so that dots separate its parts. The names of templates and blocks may
    /// contain any dots.
    fileprivate var namesData: Bool {
        switch self {
        case .variable, .unescaped, .section, .inverted: true
        default: false
        }
    }
}
