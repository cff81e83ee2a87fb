/// The cookies of a request in the order sent. Names are compared by code points. If several cookies have the same
/// name, for example with several paths, the first one counts.
public struct Cookies: Sendable, Sequence {
    private var pairs: [(name: String, value: String)] = []

    package init() {}

    /// Adds the pairs of a Cookie field's value, percent-decoded.
    package mutating func append(_ field: ByteRange, of bytes: Span<UInt8>) {
        var walk = CookieHeader(field)
        while let pair = walk.next(bytes) {
            let value = bytes.text(pair.value)
            pairs.append((bytes.text(pair.name), PercentCoding.decode(value) ?? value))
        }
    }

    /// The value of a cookie; nil if there is no such cookie.
    public subscript(name: String) -> String? {
        pairs.first { $0.name.isExactly(name) }?.value
    }

    /// Whether the request has no cookies.
    public var isEmpty: Bool { pairs.isEmpty }

    /// Iterates over the cookies in the order sent.
    public func makeIterator() -> some IteratorProtocol<(name: String, value: String)> {
        pairs.makeIterator()
    }
}

extension Span where Element == UInt8 {
    /// Returns the text of a range. Bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: ByteRange) -> String {
        let part = extracting(range.offset(by: 0))
        return String(utf8Capacity: part.count) { $0.append(copying: part) }
    }
}
