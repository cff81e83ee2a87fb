/// The text of a value that is being encoded, with the stack of open values. Nested values are written in place.
struct JSONWriter {
    enum Kind {
        /// Nothing has been written.
        case none
        case scalar
        case array
        case object
        /// An object whose members are sorted at its end.
        case dictionary
    }

    /// An open value, as known to its encoder.
    struct Position {
        let level: UInt32
        /// Distinguishes it from earlier values at the same level.
        let number: UInt32
    }

    /// An open value.
    private struct Frame {
        let number: UInt32
        /// The number of containers around the value.
        let depth: Int
        var kind = Kind.none
        var count = 0
        /// The offset of the last member's name.
        var lastName = 0
        /// The number of `inserts` and `members` before the value.
        let inserts: Int
        let members: Int
    }

    private(set) var bytes: [UInt8] = []
    private var frames: [Frame] = []
    private var lastNumber: UInt32 = 0
    /// Outputs to insert when the value that requested them ends.
    private var inserts: [(offset: Int, output: JSONOutput)] = []
    /// The offsets of the members of open dictionaries.
    private var members: [Int] = []
    private let outerPath: [JSONKey]
    private let outerDepth: Int

    init(in path: [JSONKey], depth: Int) {
        outerPath = path
        outerDepth = depth
    }

    // MARK: Values

    var isOpen: Bool { !frames.isEmpty }
    /// The number of containers around the next value.
    var depth: Int { frames.last.map { $0.kind == .scalar ? $0.depth : $0.depth &+ 1 } ?? outerDepth }

    /// Begins a value.
    mutating func begin() -> Position {
        lastNumber &+= 1
        frames.append(Frame(number: lastNumber, depth: depth, inserts: inserts.count, members: members.count))
        return Position(level: UInt32(frames.count &- 1), number: lastNumber)
    }

    /// Ends the innermost value.
    mutating func end() throws {
        guard let frame = frames.last else { return }
        if inserts.count > frame.inserts { try fillInserts(from: frame.inserts) }
        switch frame.kind {
        case .none: bytes.append(contentsOf: "{}".utf8)
        case .scalar: break
        case .array: bytes.append(0x5d)
        case .object: bytes.append(0x7d)
        case .dictionary:
            sortMembers(from: frame.members)
            bytes.append(0x7d)
        }
        frames.removeLast()
    }

    // MARK: Places for values

    /// Begins an array or an object, unless the value is one already.
    mutating func open(_ kind: Kind, _ position: Position) throws(EncodingError) {
        let level = try levelInTurn(position)
        let known = frames[level].kind
        if known == .none {
            guard frames[level].depth < JSONScanner.depthLimit else { throw error("nests too deeply", path(to: level)) }
            frames[level].kind = kind
            bytes.append(kind == .array ? 0x5b : 0x7b)
        } else if (known == .array) != (kind == .array) || known == .scalar {
            throw error("is written as values of two kinds", path(to: level))
        }
    }

    /// Begins a member with its name. Append its value next.
    ///
    /// - Returns: the text's length before.
    @inline(__always)
    mutating func beginMember(_ name: String, _ position: Position) throws(EncodingError) -> Int {
        let level = try levelInTurn(position)
        let start = bytes.count
        if frames[level].count > 0 { bytes.append(0x2c) }
        if frames[level].kind == .dictionary { members.append(bytes.count) }
        frames[level].count &+= 1
        frames[level].lastName = bytes.count
        JSONText.append(name, to: &bytes)
        bytes.append(0x3a)
        return start
    }

    /// Begins an element. Append its value next.
    ///
    /// - Returns: the text's length before.
    @inline(__always)
    mutating func beginElement(_ position: Position) throws(EncodingError) -> Int {
        let level = try levelInTurn(position)
        let start = bytes.count
        if frames[level].count > 0 { bytes.append(0x2c) }
        frames[level].count &+= 1
        return start
    }

    /// Begins the only value of a single-value container. Append it next.
    ///
    /// - Returns: the text's length before.
    @inline(__always)
    mutating func beginScalar(_ position: Position) throws(EncodingError) -> Int {
        let level = try levelInTurn(position)
        guard frames[level].kind == .none else { throw error("is written as two values", path(to: level)) }
        frames[level].kind = .scalar
        frames[level].count = 1
        return bytes.count
    }

    /// Removes a value that can't be encoded.
    ///
    /// - Parameter start: the text's length before the value.
    mutating func undo(to start: Int, _ position: Position) {
        let level = Int(position.level)
        guard level < frames.count else { return }
        frames.removeSubrange((level + 1)...)
        frames[level].count -= 1
        if frames[level].kind == .scalar { frames[level].kind = .none }
        bytes.removeSubrange(start...)
        inserts.removeAll { $0.offset > start }
        members.removeAll { $0 >= start }
    }

    /// Returns the number of elements or members of a value.
    func count(_ position: Position) -> Int {
        let level = Int(position.level)
        return level < frames.count && frames[level].number == position.number ? frames[level].count : 0
    }

    @inline(__always)
    private func levelInTurn(_ position: Position) throws(EncodingError) -> Int {
        let level = Int(position.level)
        guard level == frames.count &- 1, frames[level].number == position.number else {
            throw error("is written to while another value is under way", outerPath)
        }
        return level
    }

    // MARK: Scalars

    mutating func appendNull() { bytes.append(contentsOf: "null".utf8) }

    mutating func append(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

    mutating func append(_ value: String) { JSONText.append(value, to: &bytes) }

    mutating func append(integer value: some FixedWidthInteger) {
        guard let value = Int(exactly: value) else { return bytes.append(contentsOf: "\(value)".utf8) }
        bytes.append(decimal: value)
    }

    /// Appends a number.
    ///
    /// - Throws: `EncodingError` for a number that is not finite, which JSON can't express.
    mutating func append(number value: some BinaryFloatingPoint & CustomStringConvertible) throws {
        guard value.isFinite else { throw error("\(value) is no number of JSON", path) }
        JSONText.append(value, to: &bytes)
    }

    /// Appends a text that is JSON.
    mutating func append(json text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func append(_ value: JSONValue) { value.append(to: &bytes) }

    // MARK: Nested outputs

    /// Inserts an output here when the innermost value ends.
    mutating func insert(_ output: JSONOutput) {
        inserts.append((bytes.count, output))
    }

    private mutating func fillInserts(from first: Int) throws {
        let start = inserts[first].offset
        let rest = Array(bytes[start...])
        bytes.removeSubrange(start...)
        var copied = 0
        for insert in inserts[first...] {
            bytes.append(contentsOf: rest[copied..<(insert.offset - start)])
            copied = insert.offset - start
            bytes.append(contentsOf: try insert.output.finish())
        }
        bytes.append(contentsOf: rest[copied...])
        inserts.removeSubrange(first...)
    }

    // MARK: Dictionaries

    private mutating func sortMembers(from first: Int) {
        let starts = members[first...]
        defer { members.removeSubrange(first...) }
        guard starts.count > 1, let start = starts.first else { return }
        let end = bytes.count
        let named = starts.indices.map { index in
            let behind = index + 1 < starts.endIndex ? starts[index + 1] - 1 : end
            return (name: name(at: starts[index]), range: starts[index]..<behind)
        }
        let sorted = named.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        for member in sorted {
            if !text.isEmpty { text.append(0x2c) }
            text.append(contentsOf: bytes[member.range])
        }
        bytes.replaceSubrange(start..<end, with: text)
    }

    private func name(at start: Int) -> [UInt8] {
        guard let end = try? JSONScanner.endOfString(bytes.span, start) else { return [] }
        return JSONText.decoded(bytes.span, start..<end, keepsSurrogates: true)
    }

    // MARK: Paths

    /// The path of the next value.
    var path: [JSONKey] { path(to: frames.count) }

    /// Returns the path of an open value.
    func path(_ position: Position) -> [JSONKey] { path(to: Int(position.level)) }

    private func path(to level: Int) -> [JSONKey] {
        var path = outerPath
        for frame in frames[..<min(level, frames.count)] {
            switch frame.kind {
            case .none, .scalar: break
            case .array: path.append(JSONKey(frame.count - 1))
            case .object, .dictionary:
                path.append(JSONKey(String(decoding: name(at: frame.lastName), as: UTF8.self)))
            }
        }
        return path
    }

    private func error(_ reason: String, _ path: [JSONKey]) -> EncodingError {
        .invalidValue(bytes, EncodingError.Context(codingPath: path, debugDescription: reason))
    }
}
