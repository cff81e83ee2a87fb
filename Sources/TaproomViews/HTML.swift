/// Escapes the five special characters of HTML, both in text and in quoted attributes.
enum HTML {
    /// Returns 1 for a special character, 0 for any other. It has no branch, so that loops over it can be vectorized:
    /// `&` and `'`, and `<` and `>`, differ in one bit.
    static func special(_ byte: UInt8) -> UInt8 {
        (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte & ~1 == UInt8(ascii: "&") ? 1 : 0)
            | (byte & ~2 == UInt8(ascii: "<") ? 1 : 0)
    }

    /// Returns the number of bytes of a text when it is escaped.
    static func escapedCount(_ text: Span<UInt8>) -> Int {
        var count = text.count
        for index in text.indices where special(text[index]) != 0 {
            count += entity(text[index]).utf8.count - 1
        }
        return count
    }

    /// Writes a text with entities in place of the special characters.
    static func escape(_ text: Span<UInt8>, into room: inout MutableSpan<UInt8>, at start: Int) {
        var end = start
        for index in text.indices {
            let byte = text[index]
            if special(byte) == 0 {
                room[end] = byte
                end += 1
            } else {
                for byte in entity(byte).utf8 {
                    room[end] = byte
                    end += 1
                }
            }
        }
    }

    private static func entity(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        default: "&#39;"
        }
    }
}
