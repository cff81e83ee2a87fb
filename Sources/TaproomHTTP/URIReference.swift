/// URI references (RFC 3986 §4.1), such as the value of Location.
package enum URIReference {
    /// Percent-encodes all characters that a reference can't contain: controls, spaces, quotes, non-ASCII characters,
    /// and a `%` that does not begin an escape. `/café?q=a b` becomes `/caf%C3%A9?q=a%20b`. Existing escapes stay.
    package static func encoded(_ text: String) -> String {
        let bytes = text.utf8.span
        if bytes.indices.allSatisfy({ isPlain(bytes, $0) }) { return text }
        return String(utf8Capacity: 3 * bytes.count) { output in
            for index in bytes.indices {
                let byte = bytes[index]
                if isPlain(bytes, index) {
                    output.append(byte)
                } else {
                    output.append(.percent)
                    output.append(PercentCoding.hexadecimal(byte &>> 4))
                    output.append(PercentCoding.hexadecimal(byte & 15))
                }
            }
        }
    }

    private static func isPlain(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
        guard bytes[index] == .percent else { return bytes[index].isURICharacter }
        return index + 2 < bytes.count && bytes[index + 1].hexadecimalValue != nil
            && bytes[index + 2].hexadecimalValue != nil
    }
}
