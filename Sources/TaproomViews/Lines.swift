extension Source {
    /// Returns the start of an offset's line, if there are only blank bytes between the two.
    func blankLineStart(before offset: Int) -> Int? {
        var start = offset
        while start > 0, ASCII.isBlank(bytes[start - 1]) {
            start -= 1
        }
        return start == 0 || bytes[start - 1] == ASCII.newline ? start : nil
    }

    /// Returns the start of the next line, or the end of the template, if there are only blank bytes before it.
    func nextLine(after offset: Int) -> Int? {
        var end = offset
        while end < bytes.count, ASCII.isBlank(bytes[end]) {
            end += 1
        }
        if end == bytes.count { return end }
        if bytes[end] == ASCII.newline { return end + 1 }
        let next = end + 1
        if bytes[end] == ASCII.carriageReturn, next < bytes.count, bytes[next] == ASCII.newline {
            return next + 1
        }
        return nil
    }

    /// Returns the number of blank bytes at the beginning of a range.
    func blankCount(_ range: Range<Int>) -> Int {
        bytes[range].prefix(while: ASCII.isBlank).count
    }
}
