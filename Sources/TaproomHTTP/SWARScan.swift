/// Searches that examine eight bytes at a time (SWAR).
extension Span where Element == UInt8 {
    /// Returns the eight bytes from `index` on as a number, whose lowest byte is the first one.
    @inlinable @inline(__always)
    package func word(at index: Int) -> UInt64 {
        // Any eight bytes are a valid number, and the load checks the bounds.
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// Whether the bytes from `start` on equal `other`; there must be at least as many.
    @inlinable @inline(__always)
    package func matches(_ other: Span<UInt8>, at start: Int) -> Bool {
        var index = 0
        while other.count &- index >= 8 {
            guard word(at: start &+ index) == other.word(at: index) else { return false }
            index &+= 8
        }
        if index == other.count { return true }
        // The last eight bytes are compared as a word, some of them a second time, instead of one by one.
        if index > 0 { return word(at: start &+ other.count &- 8) == other.word(at: other.count &- 8) }
        while index < other.count {
            guard self[start &+ index] == other[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// Returns the end of the run of ordinary bytes of a request target (RFC 9112 §3.2) from `start` on, at most `end`.
    /// Ordinary bytes are visible ASCII characters except `%`, `?` and `#`.
    @inline(__always)
    func endOfPlainTarget(_ start: Int, _ end: Int) -> Int {
        var index = start
        while end &- index >= 8 {
            let others = word(at: index).targetDelimiters
            if others != 0 { return index &+ others.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, self[index] &- 0x21 < 0x5e,
            self[index] != .percent, self[index] != .questionMark, self[index] != .numberSign
        {
            index &+= 1
        }
        return index
    }

    /// Returns the first offset of either of two bytes from `start` on, before `end`; `end` if there is none.
    @inline(__always)
    func firstIndex(of byte: UInt8, or other: UInt8, _ start: Int, _ end: Int) -> Int {
        var index = start
        while end &- index >= 8 {
            let word = word(at: index)
            let found = word.positions(of: byte) | word.positions(of: other)
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, self[index] != byte, self[index] != other { index &+= 1 }
        return index
    }

    /// Returns the first offset of a byte from `start` on, before `end`; `end` if there is none.
    @inline(__always)
    func firstIndex(of byte: UInt8, _ start: Int, _ end: Int) -> Int {
        var index = start
        while end &- index >= 8 {
            let found = word(at: index).positions(of: byte)
            if found != 0 { return index &+ found.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, self[index] != byte { index &+= 1 }
        return index
    }

    /// Returns the first offset of a non-empty pattern from `start` on; nil if there is none.
    func firstIndex(of pattern: Span<UInt8>, _ start: Int) -> Int? {
        let end = count &- pattern.count &+ 1
        var index = start
        while index < end {
            index = firstIndex(of: pattern[0], index, end)
            if index < end, matches(pattern, at: index) { return index }
            index &+= 1
        }
        return nil
    }

    /// Returns the first offset from `start` on of a byte that has a special meaning in a JSON string (RFC 8259 §7): a
    /// quote, a backslash or a control character. Returns the end if there is none.
    @inline(__always)
    func endOfPlainString(_ start: Int) -> Int {
        let end = count
        var index = start
        while end &- index >= 8 {
            let special = word(at: index).stringDelimiters
            if special != 0 { return index &+ special.trailingZeroBitCount &>> 3 }
            index &+= 8
        }
        while index < end, self[index] >= 0x20, self[index] != .doubleQuote, self[index] != .backslash { index &+= 1 }
        return index
    }

    /// Whether all bytes are ASCII.
    var isASCII: Bool {
        var index = 0
        var bits: UInt64 = 0
        while count &- index >= 8 {
            bits |= word(at: index)
            index &+= 8
        }
        while index < count {
            bits |= UInt64(self[index])
            index &+= 1
        }
        return bits & 0x8080_8080_8080_8080 == 0
    }

    /// Returns the end of the run of bytes allowed in a field value (RFC 9110 §5.5) from `start` on, at most `end`.
    @inline(__always)
    func endOfFieldValue(_ start: Int, _ end: Int) -> Int {
        var index = start
        while end &- index >= 8 {
            let controls = word(at: index).controlCharacters
            guard controls != 0 else {
                index &+= 8
                continue
            }
            index &+= controls.trailingZeroBitCount &>> 3
            guard self[index] == .tab else { return index }
            index &+= 1
        }
        while index < end, self[index].isFieldValueCharacter { index &+= 1 }
        return index
    }
}

extension OutputSpan where Element == UInt8 {
    /// Appends bytes in one copy.
    @inlinable @inline(__always)
    package mutating func append(copying bytes: Span<UInt8>) {
        precondition(bytes.count <= freeCapacity, "the output is full")
        // The source is valid during the call, and the precondition has checked the room.
        unsafe withUnsafeMutableBufferPointer { output, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let target = output.baseAddress, let source = bytes.baseAddress else { return }
                unsafe (target + count).initialize(from: source, count: bytes.count)
                count &+= bytes.count
            }
        }
    }
}

extension String {
    /// Makes a string by writing its UTF-8 into the string's own memory.
    ///
    /// - Parameter capacity: the most bytes of the string.
    package init(utf8Capacity capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        // The span checks the bounds of the memory, and counts the bytes written.
        unsafe self.init(unsafeUninitializedCapacity: capacity) { buffer in
            var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
            write(&output)
            return unsafe output.finalize(for: buffer)
        }
    }
}

extension UInt64 {
    /// The top bit of each of the eight bytes that is a control character (below 0x20, or 0x7f). Adding to the lower
    /// seven bits never carries into the next byte.
    @inline(__always)
    fileprivate var controlCharacters: UInt64 {
        let lower = self & 0x7f7f_7f7f_7f7f_7f7f
        let isVisible = lower &+ 0x6060_6060_6060_6060
        let isDelete = lower &+ 0x0101_0101_0101_0101
        return (~isVisible | isDelete) & ~self & 0x8080_8080_8080_8080
    }

    /// The top bit of each of the eight bytes that is not a visible ASCII character, or is `%`, `?` or `#`. Only the
    /// lowest set bit is exact.
    @inline(__always)
    fileprivate var targetDelimiters: UInt64 {
        let isLow = (self &- 0x2121_2121_2121_2121) & ~self
        return (isLow | self) & 0x8080_8080_8080_8080
            | positions(of: 0x7f) | positions(of: .percent) | positions(of: .questionMark) | positions(of: .numberSign)
    }

    /// The top bit of each of the eight bytes that is a quote, a backslash or below 0x20. Only the lowest set bit is
    /// exact.
    @inline(__always)
    fileprivate var stringDelimiters: UInt64 {
        let isLow = (self &- 0x2020_2020_2020_2020) & ~self & 0x8080_8080_8080_8080
        return isLow | positions(of: .doubleQuote) | positions(of: .backslash)
    }

    /// Returns the top bit of each of the eight bytes that equals `byte`. Only the lowest set bit is exact.
    @inline(__always)
    fileprivate func positions(of byte: UInt8) -> UInt64 {
        let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
