/// A half-open range of byte offsets from the start of a message, in 8 bytes.
@usableFromInline
package struct ByteRange: Sendable, Equatable {
    /// The offset of the first byte.
    @usableFromInline package var lower: UInt32
    /// The offset behind the last byte.
    @usableFromInline package var upper: UInt32

    /// Makes a range of the bytes from `lower` on, before `upper`. Neither may be negative or exceed 4 GiB.
    @inlinable
    package init(_ lower: Int, _ upper: Int) {
        self.lower = UInt32(truncatingIfNeeded: lower)
        self.upper = UInt32(truncatingIfNeeded: upper)
    }

    /// The number of bytes.
    @inlinable
    package var count: Int { Int(upper) - Int(lower) }

    /// Whether the range has no bytes.
    @inlinable
    package var isEmpty: Bool { lower == upper }

    /// Returns the range moved to the right by a number of bytes.
    @inlinable
    func moved(by distance: Int) -> ByteRange { ByteRange(Int(lower) + distance, Int(upper) + distance) }

    /// Returns the same range as offsets from a point `base` bytes to the left.
    @inlinable
    package func offset(by base: Int) -> Range<Int> { (base + Int(lower))..<(base + Int(upper)) }
}

extension Span where Element == UInt8 {
    /// Whether the bytes of `range` equal `lowercase`, ignoring the case of ASCII letters.
    @inlinable
    package func equals(_ range: ByteRange, ignoringCase lowercase: String) -> Bool {
        guard range.count == lowercase.utf8.count else { return false }
        let name = lowercase.utf8.span
        let start = Int(range.lower)
        for offset in name.indices where self[start &+ offset].lowercasedASCII != name[offset] { return false }
        return true
    }

    /// Whether the bytes of `range` equal a name known at compile time, ignoring the case of ASCII letters.
    @inlinable @inline(__always)
    func equals<let count: Int>(_ range: ByteRange, ignoringCase lowercase: InlineArray<count, UInt8>) -> Bool {
        guard range.count == count else { return false }
        let start = Int(range.lower)
        for offset in 0..<count where self[start &+ offset].lowercasedASCII != lowercase[offset] { return false }
        return true
    }

    /// Whether a field's name is Cookie.
    package func isCookie(_ name: ByteRange) -> Bool { equals(name, ignoringCase: KnownName.cookie) }

    /// Returns the range without leading and trailing spaces and tabs.
    @inlinable @inline(__always)
    func trimmingWhitespace(_ start: Int, _ stop: Int) -> ByteRange {
        var first = start
        var last = stop
        while first < last, self[first].isWhitespace { first &+= 1 }
        while last > first, self[last &- 1].isWhitespace { last &-= 1 }
        return ByteRange(first, last)
    }
}

/// The lower-case names that the parser looks for in every request.
enum KnownName {
    static var host: InlineArray<4, UInt8> { [0x68, 0x6f, 0x73, 0x74] }
    static var cookie: InlineArray<6, UInt8> { [0x63, 0x6f, 0x6f, 0x6b, 0x69, 0x65] }
    static var expect: InlineArray<6, UInt8> { [0x65, 0x78, 0x70, 0x65, 0x63, 0x74] }
    static var contentLength: InlineArray<14, UInt8> {
        [0x63, 0x6f, 0x6e, 0x74, 0x65, 0x6e, 0x74, 0x2d, 0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68]
    }
    static var connection: InlineArray<10, UInt8> { [0x63, 0x6f, 0x6e, 0x6e, 0x65, 0x63, 0x74, 0x69, 0x6f, 0x6e] }
}
