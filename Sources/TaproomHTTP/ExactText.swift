/// A text compared by its code points. Swift compares `String` by canonical equivalence, so two spellings of an
/// accented letter would be one name, one session or one user.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ExactText, right: ExactText) -> Bool { left.text.isExactly(right.text) }

    package func hash(into hasher: inout Hasher) {
        text.utf8.span.hash(into: &hasher)
    }
}

extension String {
    /// Whether both have the same code points.
    package func isExactly(_ other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.span.matches(other.utf8.span, at: 0)
    }

    /// Whether it begins with the code points of another text.
    package func hasUTF8Prefix(_ prefix: String) -> Bool {
        utf8.count >= prefix.utf8.count && utf8.span.matches(prefix.utf8.span, at: 0)
    }
}

extension Span where Element == UInt8 {
    /// Hashes the bytes and their number.
    func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var index = 0
        while count &- index >= 8 {
            hasher.combine(word(at: index))
            index &+= 8
        }
        while index < count {
            hasher.combine(self[index])
            index &+= 1
        }
    }
}
