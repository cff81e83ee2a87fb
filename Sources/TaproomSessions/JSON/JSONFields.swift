/// The members of one JSON object, held as the bytes they came as. Reading decodes only what is asked for;
/// writing changes only what was set; everything else, known to us or not, stays byte for byte and in place.
struct JSONFields: Sendable {
    private struct Member {
        /// Where the name stands, with its quotes; empty for one that was added.
        var name: Range<Int>
        var value: Range<Int>
        var added: String?
        var replacement: [UInt8]?
    }

    private let source: [UInt8]
    private var members: [Member] = []
    /// Members by the hash of their name, once there are too many to look at one by one.
    private var index: [Int: [Int]] = [:]
    private static let indexThreshold = 16
    /// Whether any member was replaced, added or removed.
    private(set) var isEdited = false

    /// No members.
    init() {
        source = []
    }

    /// The members of an object's text.
    init(_ source: [UInt8]) throws(JSONError) {
        self.source = source
        let bytes = source.span
        var index = JSONScanner.skipSpace(bytes, 0)
        guard index < bytes.count, bytes[index] == 0x7b else {
            throw JSONError(offset: index, reason: "an object is missing")
        }
        index = JSONScanner.skipSpace(bytes, index + 1)
        members.reserveCapacity(6)
        if index < bytes.count, bytes[index] == 0x7d {
            index += 1
        } else {
            index = try readMembers(bytes, index)
        }
        index = JSONScanner.skipSpace(bytes, index)
        guard index == bytes.count else { throw JSONError(offset: index, reason: "something follows the object") }
        self.index = [:]
    }

    private mutating func readMembers(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) -> Int {
        var index = start
        while true {
            let nameEnd = try JSONScanner.endOfString(bytes, index)
            let valueStart = try JSONScanner.endOfColon(bytes, nameEnd)
            let valueEnd = try JSONScanner.endOfValue(bytes, valueStart, depth: 1)
            add(Member(name: index..<nameEnd, value: valueStart..<valueEnd), bytes)
            index = JSONScanner.skipSpace(bytes, valueEnd)
            guard index < bytes.count else { throw JSONError(offset: index, reason: "the object has no end") }
            if bytes[index] == 0x7d { return index + 1 }
            guard bytes[index] == 0x2c else { throw JSONError(offset: index, reason: "a comma is missing") }
            index = JSONScanner.skipSpace(bytes, index + 1)
        }
    }

    /// Of members with one name the last one's value counts, at the first one's place, as in JavaScript.
    private mutating func add(_ member: Member, _ bytes: Span<UInt8>) {
        if members.count < Self.indexThreshold {
            for known in members.indices where isName(members[known].name, equalTo: member.name, bytes) {
                members[known].value = member.value
                return
            }
        } else {
            if members.count == Self.indexThreshold, index.isEmpty {
                for known in members.indices { index[Self.hash(members[known].name, bytes), default: []].append(known) }
            }
            let hash = Self.hash(member.name, bytes)
            for known in index[hash] ?? [] where isName(members[known].name, equalTo: member.name, bytes) {
                members[known].value = member.value
                return
            }
            index[hash, default: []].append(members.count)
        }
        members.append(member)
    }

    private func isName(_ left: Range<Int>, equalTo right: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where bytes[left.lowerBound &+ offset] != bytes[right.lowerBound &+ offset] {
            return false
        }
        return true
    }

    /// Seeded anew in each process, so that nobody can choose names that collide.
    private static func hash(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        for offset in range { hasher.combine(bytes[offset]) }
        return hasher.finalize()
    }

    // MARK: Reading

    /// The names in order.
    var names: [String] { members.indices.map(name) }

    private func name(_ index: Int) -> String {
        members[index].added ?? JSONText.string(source.span, members[index].name)
    }

    /// The JSON text of a member's value; nil where there is none.
    subscript(name: String) -> ArraySlice<UInt8>? {
        index(of: name).map { bytes(ofValue: $0) }
    }

    private func bytes(ofValue index: Int) -> ArraySlice<UInt8> {
        if let replacement = members[index].replacement { return replacement[...] }
        return source[members[index].value]
    }

    /// The value of a member, decoded.
    func value(_ name: String) -> JSONValue? {
        guard let text = self[name] else { return nil }
        let bytes = Array(text)
        return JSONValue(bytes.span, 0..<bytes.count)
    }

    private func index(of name: String) -> Int? {
        let utf8 = name.utf8
        for index in members.indices {
            if let added = members[index].added {
                if added == name { return index }
                continue
            }
            let range = members[index].name
            let text = source[(range.lowerBound + 1)..<(range.upperBound - 1)]
            if text.count == utf8.count ? text.elementsEqual(utf8) : text.contains(0x5c) && self.name(index) == name {
                return index
            }
        }
        return nil
    }

    // MARK: Editing

    /// Sets a member's value to a JSON text: in place where the member is there, else at the end.
    mutating func set(_ name: String, _ value: [UInt8]) {
        if let index = index(of: name) {
            guard bytes(ofValue: index).elementsEqual(value) == false else { return }
            members[index].replacement = value
        } else {
            members.append(Member(name: 0..<0, value: 0..<0, added: name, replacement: value))
        }
        isEdited = true
    }

    /// Removes a member.
    mutating func remove(_ name: String) {
        guard let index = index(of: name) else { return }
        members.remove(at: index)
        isEdited = true
    }

    /// Moves a member to the front.
    mutating func moveToFront(_ name: String) {
        guard let index = index(of: name), index > 0 else { return }
        members.insert(members.remove(at: index), at: 0)
        isEdited = true
    }

    // MARK: Writing

    /// The object's text: the very bytes it was made from unless something was edited.
    var bytes: [UInt8] {
        if !isEdited, !source.isEmpty { return source }
        var output: [UInt8] = []
        output.reserveCapacity(source.count + 64)
        append(to: &output)
        return output
    }

    /// Appends the object's text without white space between members.
    func append(to output: inout [UInt8]) {
        output.append(0x7b)
        for (index, member) in members.enumerated() {
            if index > 0 { output.append(0x2c) }
            if let added = member.added {
                JSONText.append(added, to: &output)
            } else {
                output.append(contentsOf: source[member.name])
            }
            output.append(0x3a)
            output.append(contentsOf: bytes(ofValue: index))
        }
        output.append(0x7d)
    }

    /// Whether both hold the same members but `name` in the same order with the same text.
    func equals(_ other: JSONFields, except name: String) -> Bool {
        let mine = index(of: name)
        let theirs = other.index(of: name)
        let left = members.indices.lazy.filter { $0 != mine }
        let right = other.members.indices.lazy.filter { $0 != theirs }
        return left.elementsEqual(right) {
            isName($0, equalTo: $1, of: other) && bytes(ofValue: $0) == other.bytes(ofValue: $1)
        }
    }

    private func isName(_ left: Int, equalTo right: Int, of other: JSONFields) -> Bool {
        if members[left].added == nil, other.members[right].added == nil,
            source[members[left].name] == other.source[other.members[right].name]
        {
            return true
        }
        return name(left) == other.name(right)
    }
}
