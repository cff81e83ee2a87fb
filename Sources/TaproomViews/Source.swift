/// The text of one template, with its name and its file's name for errors.
struct Source: Sendable {
    let name: String
    let file: String
    let bytes: [UInt8]

    /// Returns an error about the tag at a range of the text.
    func error(_ kind: TemplateError.Kind, at tag: Range<Int>) -> TemplateError {
        let place = position(of: tag.lowerBound)
        return TemplateError(
            kind: kind, template: file, line: place.line, column: place.column, tag: excerpt(tag))
    }

    /// Returns the line and column of an offset, both counted from one. Columns count characters as an editor does, so
    /// the continuation bytes of UTF-8 are skipped.
    func position(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in bytes[..<offset] {
            if byte == ASCII.newline {
                line += 1
                column = 1
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        return (line, column)
    }

    /// Returns the text of a tag for a message, on one line and shortened if it is long.
    func excerpt(_ tag: Range<Int>) -> String {
        let longest = 60
        let shown = bytes[tag.prefix(longest)].map { $0 < ASCII.space ? ASCII.space : $0 }
        return String(decoding: shown, as: UTF8.self) + (tag.count > longest ? "…" : "")
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    /// Returns the position of the first occurrence of a pattern at or after an offset; nil if there is none.
    func firstIndex(of pattern: [UInt8], from offset: Int) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        var start = offset
        while start <= bytes.count - pattern.count {
            if bytes[start] == first, bytes[start..<start + pattern.count].elementsEqual(pattern) {
                return start
            }
            start += 1
        }
        return nil
    }
}

/// The bytes that have a meaning in Mustache.
enum ASCII {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let dot = UInt8(ascii: ".")

    /// Returns whether a byte is blank. Blank bytes may surround a tag that is alone on its line.
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == space || byte == tab
    }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == newline || byte == carriageReturn
    }
}
