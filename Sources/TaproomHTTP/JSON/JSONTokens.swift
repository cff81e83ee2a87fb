/// The positions of the values and names of a JSON text (RFC 8259), found in one pass. A value is followed by its
/// contents, and a member's name by its value.
struct JSONTokens: Sendable {
    /// A value, or a member's name.
    struct Token: Sendable {
        /// The offset of the first byte.
        let start: UInt32
        /// The offset after the last byte.
        var end: UInt32
        /// The index of the token after the value and its contents. While a container is open, the index of its parent.
        var next: UInt32
        var mark: Mark
        /// The number of elements of an array.
        var count: Int { Int(mark.bits) }

        var range: Range<Int> { Int(start)..<Int(end) }
    }

    /// Further properties of a name, a string or an array.
    struct Mark: Sendable {
        fileprivate var bits: UInt32

        init(count: UInt32) {
            bits = count
        }

        init(isEscaped: Bool = false, fingerprint: UInt32 = 0) {
            bits = fingerprint &<< 2 | (isEscaped ? 1 : 0)
        }

        /// Whether it contains escapes.
        var isEscaped: Bool { bits & 1 != 0 }
        /// Whether the name occurs again later in the object, so that this member does not count.
        var isSuperseded: Bool {
            get { bits & 2 != 0 }
            set { bits = newValue ? bits | 2 : bits & ~2 }
        }
        /// A hash that is equal for all spellings of a name.
        var fingerprint: UInt32 { bits &>> 2 }
    }

    private(set) var tokens: [Token] = []
    private static let none = UInt32.max

    /// Parses a complete text.
    init(_ bytes: Span<UInt8>) throws(JSONError) {
        guard bytes.count < Int(UInt32.max / 2) else { throw JSONError(offset: 0, reason: "the text is too long") }
        tokens.reserveCapacity(8 + bytes.count / 8)
        let end = JSONScanner.skipSpace(bytes, try walk(bytes, JSONScanner.skipSpace(bytes, 0)))
        guard end == bytes.count else { throw JSONError(offset: end, reason: "something follows the value") }
    }

    /// Parses the value that starts at `start`, and returns its end.
    private mutating func walk(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = start
        var container = Self.none
        var depth = 0
        while true {
            guard index < bytes.count else { throw JSONError(offset: index, reason: "a value is missing") }
            let first = bytes[index]
            if first == 0x7b || first == 0x5b {
                guard depth < JSONScanner.depthLimit else {
                    throw JSONError(offset: index, reason: "nested too deeply")
                }
                depth += 1
                tokens.append(Token(start: UInt32(index), end: 0, next: container, mark: Mark()))
                container = UInt32(tokens.count &- 1)
                index = JSONScanner.skipSpace(bytes, index &+ 1)
                if index >= bytes.count || bytes[index] != first &+ 2 {
                    if first == 0x7b { index = try takeName(bytes, index) }
                    continue
                }
                index = close(&container, at: index, bytes)
                depth -= 1
            } else {
                index = try takeScalar(bytes, index)
            }
            // After a value, there is a comma, or the end of one or more containers.
            while container != Self.none {
                index = JSONScanner.skipSpace(bytes, index)
                guard index < bytes.count else {
                    throw JSONError(offset: index, reason: "an array or object has no end")
                }
                let opening = bytes[Int(tokens[Int(container)].start)]
                if bytes[index] == 0x2c {
                    index = JSONScanner.skipSpace(bytes, index &+ 1)
                    if opening == 0x7b { index = try takeName(bytes, index) }
                    break
                }
                guard bytes[index] == opening &+ 2 else { throw JSONError(offset: index, reason: "a comma is missing") }
                index = close(&container, at: index, bytes)
                depth -= 1
            }
            if container == Self.none { return index }
        }
    }

    /// Ends a container.
    ///
    /// - Returns: the container's end.
    private mutating func close(_ container: inout UInt32, at index: Int, _ bytes: Span<UInt8>) -> Int {
        let closed = Int(container)
        container = tokens[closed].next
        tokens[closed].end = UInt32(index &+ 1)
        tokens[closed].next = UInt32(tokens.count)
        if bytes[index] == 0x7d { markSuperseded(closed, bytes) } else { countElements(closed) }
        return index &+ 1
    }

    private mutating func countElements(_ array: Int) {
        var count: UInt32 = 0
        var element = array &+ 1
        while element < tokens.count {
            count &+= 1
            element = Int(tokens[element].next)
        }
        tokens[array].mark = Mark(count: count)
    }

    private mutating func takeScalar(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var mark = Mark()
        let end: Int
        if bytes[start] == 0x22 {
            (end, mark) = try Self.endOfString(bytes, start)
        } else {
            end = try JSONScanner.endOfValue(bytes, start)
        }
        tokens.append(Token(start: UInt32(start), end: UInt32(end), next: UInt32(tokens.count &+ 1), mark: mark))
        return end
    }

    /// Takes a member's name and the colon.
    ///
    /// - Returns: the start of the value after them.
    private mutating func takeName(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        let (end, mark) = try Self.endOfString(bytes, start)
        let isEscaped = mark.isEscaped
        let fingerprint =
            isEscaped
            ? Self.fingerprint(JSONText.decoded(bytes, start..<end, keepsSurrogates: true).span)
            : Self.fingerprint(bytes.extracting((start &+ 1)..<(end &- 1)))
        tokens.append(
            Token(
                start: UInt32(start), end: UInt32(end), next: UInt32(tokens.count &+ 1),
                mark: Mark(isEscaped: isEscaped, fingerprint: fingerprint)))
        return try JSONScanner.endOfColon(bytes, end)
    }

    private static func endOfString(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> (Int, Mark) {
        if start < bytes.count, bytes[start] == 0x22 {
            let end = bytes.endOfPlainString(start &+ 1)
            if end < bytes.count, bytes[end] == 0x22 { return (end &+ 1, Mark()) }
        }
        return (try JSONScanner.endOfString(bytes, start), Mark(isEscaped: true))
    }

    // MARK: Repeated names

    private static func fingerprint(_ name: Span<UInt8>) -> UInt32 {
        guard !name.isEmpty else { return 0 }
        let ends = UInt32(name[0]) | UInt32(name[name.count &- 1]) &<< 8
        return ends | UInt32(name[name.count &>> 1]) &<< 16 | UInt32(truncatingIfNeeded: name.count & 0x3f) &<< 24
    }

    /// Marks the names that occur again later in an object. RFC 8259 §4 leaves the meaning open; in JavaScript the last
    /// one counts.
    private mutating func markSuperseded(_ object: Int, _ bytes: Span<UInt8>) {
        var count = 0
        var name = object &+ 1
        while name < tokens.count {
            guard count < NameTable.threshold else { return markSupersededByHash(object, bytes) }
            count &+= 1
            let fingerprint = tokens[name].mark.fingerprint
            var earlier = object &+ 1
            while earlier < name {
                if tokens[earlier].mark.fingerprint == fingerprint, isSame(earlier, name, bytes) {
                    tokens[earlier].mark.isSuperseded = true
                }
                earlier = Int(tokens[earlier &+ 1].next)
            }
            name = Int(tokens[name &+ 1].next)
        }
    }

    private mutating func markSupersededByHash(_ object: Int, _ bytes: Span<UInt8>) {
        var lastByName = NameTable()
        var name = object &+ 1
        while name < tokens.count {
            if let earlier = lastByName.insert(
                tokens[name].range, at: name, replaces: true, bytes, { tokens[$0].range })
            {
                tokens[earlier].mark.isSuperseded = true
            }
            name = Int(tokens[name &+ 1].next)
        }
    }

    private func isSame(_ left: Int, _ right: Int, _ bytes: Span<UInt8>) -> Bool {
        let mayBeEscaped = tokens[left].mark.isEscaped || tokens[right].mark.isEscaped
        return NameTable.isSame(tokens[left].range, tokens[right].range, bytes, mayBeEscaped: mayBeEscaped)
    }
}
