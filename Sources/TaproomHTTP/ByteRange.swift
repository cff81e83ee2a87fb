/// A half-open range of byte offsets from the start of a message: small and trivial, so that a head of a
/// hundred fields is one flat array.
public struct ByteRange: Sendable, Equatable {
    public var lower: UInt32
    public var upper: UInt32

    @inlinable
    public init(_ lower: Int, _ upper: Int) {
        self.lower = UInt32(truncatingIfNeeded: lower)
        self.upper = UInt32(truncatingIfNeeded: upper)
    }

    @inlinable
    public var count: Int { Int(upper) - Int(lower) }

    @inlinable
    public var isEmpty: Bool { lower == upper }

    /// The same range, in offsets from `base` bytes further left.
    @inlinable
    public func offset(by base: Int) -> Range<Int> { (base + Int(lower))..<(base + Int(upper)) }
}

extension Span where Element == UInt8 {
    /// Whether the bytes of `range` are those of `lowercase`, ASCII letters compared without case.
    @inlinable
    public func equals(_ range: ByteRange, ignoringCase lowercase: String) -> Bool {
        guard range.count == lowercase.utf8.count else { return false }
        var index = Int(range.lower)
        for byte in lowercase.utf8 {
            if self[index].lowercasedASCII != byte { return false }
            index &+= 1
        }
        return true
    }
}
