extension String {
    /// The elements of a field's list (RFC 9110 §5.6.1) that are not empty, without the spaces around them; a comma within
    /// quotes does not separate. By bytes, as a quote with an accent behind it is one character, which is no quote.
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
