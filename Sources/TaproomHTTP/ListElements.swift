extension String {
    /// The non-empty elements of a comma-separated list (RFC 9110 §5.6.1), without spaces around them. A comma within
    /// quotes does not separate. It works on bytes, because a quote followed by a combining accent is one `Character`,
    /// but still a quote.
    package var listElements: [Substring.UTF8View] {
        var elements: [Substring.UTF8View] = []
        var start = utf8.startIndex
        var isQuoted = false
        for index in utf8.indices {
            if utf8[index] == .doubleQuote { isQuoted.toggle() }
            if utf8[index] == .comma, !isQuoted {
                elements.append(Substring(utf8[start..<index]).trimmingSpaces.utf8)
                start = utf8.index(after: index)
            }
        }
        elements.append(Substring(utf8[start...]).trimmingSpaces.utf8)
        return elements.filter { !$0.isEmpty }
    }
}
