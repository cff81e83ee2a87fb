/// Percent-encoding (RFC 3986 §2.1) like that of JavaScript's `encodeURIComponent` and `decodeURIComponent`.
package enum PercentCoding {
    /// Appends the bytes, with everything encoded except letters, digits and `-_.!~*'()`.
    package static func encode(_ bytes: some Sequence<UInt8>, into output: inout [UInt8]) {
        let bytes = Array(bytes)
        output.append(addingCapacity: 3 * bytes.count) { encode(bytes.span, into: &$0) }
    }

    /// Appends the encoded bytes, at most three for each byte, into reserved memory.
    @inlinable
    package static func encode(_ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        var index = 0
        while true {
            let start = index
            while index < bytes.count, bytes[index].isUnreservedInURIComponent { index &+= 1 }
            output.append(copying: bytes.extracting(start..<index))
            guard index < bytes.count else { return }
            output.append(.percent)
            output.append(hexadecimal(bytes[index] >> 4))
            output.append(hexadecimal(bytes[index] & 15))
            index &+= 1
        }
    }

    /// Returns the text, with everything encoded except letters, digits and `-_.!~*'()`.
    package static func encode(_ text: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count * 3)
        encode(text.utf8, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Returns the decoded bytes; nil if a `%` is not followed by two hexadecimal digits.
    package static func decode(_ bytes: some Sequence<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.underestimatedCount)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            guard byte == .percent else {
                output.append(byte)
                continue
            }
            guard let high = iterator.next()?.hexadecimalValue, let low = iterator.next()?.hexadecimalValue
            else { return nil }
            output.append(high << 4 | low)
        }
        return output
    }

    /// Returns the decoded text; nil if an escape is invalid or the result is not UTF-8.
    package static func decode(_ text: some StringProtocol) -> String? {
        guard text.utf8.contains(.percent) else { return String(text) }
        return decode(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
    }

    @inlinable
    static func hexadecimal(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x37 + nibble
    }
}
