/// The members of one JSON object, held as the text they came as. Reading decodes only what is asked for;
/// writing changes the text in place, and only what was set; everything else, known to us or not, stays byte
/// for byte where it is.
struct JSONFields: Sendable {
    /// Where a member's name, with its quotes, and its value stand.
    private struct Member {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// The object's text: the very bytes it was made from unless something was edited.
    private(set) var bytes: [UInt8]
    private var members: [Member] = []
    /// Whether any member was set to something else, added or removed.
    private(set) var isEdited = false

    /// No members.
    init() {
        bytes = [0x7b, 0x7d]
    }

    /// The members of an object's text.
    init(_ bytes: [UInt8]) throws(JSONError) {
        try self.init(bytes, lookingInto: nil) { _, _, _ in }
    }

    /// The members of an object's text, and on the way those of an object within it, so that its text is walked
    /// over once.
    ///
    /// - Parameters:
    ///   - inner: the name of the member that `visit` wants to look into.
    ///   - visit: called with the text, and the name, with its quotes, and value of each member of that object.
    init(
        _ bytes: [UInt8], lookingInto inner: String?,
        _ visit: (Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) -> Void
    ) throws(JSONError) {
        self.bytes = bytes
        members.reserveCapacity(4)
        var hasDuplicates = false
        var places = NamePlaces()
        var walk = try JSONMembers(bytes.span, 0)
        while let (name, start) = try walk.nextName(bytes.span) {
            let end: Int
            if let inner, start < bytes.count, bytes[start] == 0x7b, JSONText.equals(bytes.span, name, inner) {
                var members = try JSONMembers(bytes.span, start)
                while let member = try members.next(bytes.span) { visit(bytes.span, member.name, member.value) }
                end = members.end
            } else {
                end = try JSONScanner.endOfValue(bytes.span, start, depth: 1)
            }
            walk.continueBehind(end)
            // Of members with one name the last one's value counts, at the first one's place, as in JavaScript.
            if let place = place(of: name, &places) {
                members[place].value = start..<end
                hasDuplicates = true
            } else {
                members.append(Member(name: name, value: start..<end))
            }
        }
        let end = JSONScanner.skipSpace(bytes.span, walk.end)
        guard end == bytes.count else { throw JSONError(offset: end, reason: "something follows the object") }
        if hasDuplicates { rebuild() }
    }

    /// The place of an earlier member of that name: looked for one by one while they are few.
    private func place(of name: Range<Int>, _ places: inout NamePlaces) -> Int? {
        guard members.count >= NamePlaces.threshold else {
            for place in members.indices where NamePlaces.isSame(members[place].name, name, bytes.span) {
                return place
            }
            return nil
        }
        return places.place(of: name, among: members.lazy.map(\.name), bytes.span)
    }

    /// Writes the text anew with each member once, so that each one's place is its own.
    private mutating func rebuild() {
        var output: [UInt8] = [0x7b]
        for index in members.indices {
            if index > 0 { output.append(0x2c) }
            let name = output.count..<(output.count + members[index].name.count)
            output.append(contentsOf: bytes[members[index].name])
            output.append(0x3a)
            let value = output.count..<(output.count + members[index].value.count)
            output.append(contentsOf: bytes[members[index].value])
            members[index] = Member(name: name, value: value)
        }
        output.append(0x7d)
        bytes = output
    }

    // MARK: Reading

    /// The names in order.
    var names: [String] { members.map { JSONText.string(bytes.span, $0.name) } }

    /// Where a member's value stands in `bytes`; nil where there is none.
    func range(of name: String) -> Range<Int>? {
        index(of: name).map { members[$0].value }
    }

    /// The JSON text of a member's value; nil where there is none.
    subscript(name: String) -> ArraySlice<UInt8>? {
        range(of: name).map { bytes[$0] }
    }

    /// The value of a member, decoded.
    func value(_ name: String) -> JSONValue? {
        range(of: name).map { JSONValue(bytes.span, $0) }
    }

    private func index(of name: String) -> Int? {
        for index in members.indices where JSONText.equals(bytes.span, members[index].name, name) { return index }
        return nil
    }

    // MARK: Editing

    /// Sets a member's value to a JSON text: in place where the member is there, else at the end.
    mutating func set(_ name: String, _ value: [UInt8]) {
        guard let index = index(of: name) else { return add(name, value) }
        let old = members[index].value
        guard !bytes[old].elementsEqual(value) else { return }
        isEdited = true
        bytes.replaceSubrange(old, with: value)
        members[index].value = old.lowerBound..<(old.lowerBound + value.count)
        shift(after: index, by: value.count - old.count)
    }

    private mutating func add(_ name: String, _ value: [UInt8]) {
        var text: [UInt8] = []
        text.reserveCapacity(name.utf8.count + value.count + 4)
        // Behind the last member rather than before the brace: white space in between stays at the end.
        let place = members.last?.value.upperBound ?? 1 + (bytes.firstIndex(of: 0x7b) ?? 0)
        if !members.isEmpty { text.append(0x2c) }
        let nameStart = place + text.count
        JSONText.append(name, to: &text)
        let nameEnd = place + text.count
        text.append(0x3a)
        text.append(contentsOf: value)
        bytes.insert(contentsOf: text, at: place)
        members.append(Member(name: nameStart..<nameEnd, value: (nameEnd + 1)..<(nameEnd + 1 + value.count)))
        isEdited = true
    }

    /// Removes a member.
    mutating func remove(_ name: String) {
        guard let index = index(of: name) else { return }
        let member = members[index]
        // With the comma before it, or for the first member the one behind it.
        let start = index > 0 ? members[index - 1].value.upperBound : member.name.lowerBound
        let isFirst = index == 0 && members.count > 1
        let end = isFirst ? members[1].name.lowerBound : member.value.upperBound
        bytes.removeSubrange(start..<end)
        shift(after: index, by: start - end)
        members.remove(at: index)
        isEdited = true
    }

    private mutating func shift(after index: Int, by distance: Int) {
        guard distance != 0 else { return }
        for later in (index + 1)..<members.count where index + 1 < members.count {
            let member = members[later]
            members[later] = Member(
                name: (member.name.lowerBound + distance)..<(member.name.upperBound + distance),
                value: (member.value.lowerBound + distance)..<(member.value.upperBound + distance))
        }
    }

    // MARK: Comparing

    /// Whether both hold the same members but `name` in the same order with the same text.
    func equals(_ other: JSONFields, except name: String) -> Bool {
        let mine = index(of: name)
        let theirs = other.index(of: name)
        var left = 0
        var right = 0
        while true {
            if left == mine { left += 1 }
            if right == theirs { right += 1 }
            guard left < members.count, right < other.members.count else { break }
            guard isValue(left, equalTo: right, of: other), isName(left, equalTo: right, of: other) else {
                return false
            }
            left += 1
            right += 1
        }
        return left == members.count && right == other.members.count
    }

    private func isValue(_ left: Int, equalTo right: Int, of other: JSONFields) -> Bool {
        let mine = members[left].value
        let theirs = other.members[right].value
        guard mine.count == theirs.count else { return false }
        for offset in 0..<mine.count
        where bytes[mine.lowerBound &+ offset] != other.bytes[theirs.lowerBound &+ offset] {
            return false
        }
        return true
    }

    private func isName(_ left: Int, equalTo right: Int, of other: JSONFields) -> Bool {
        bytes[members[left].name] == other.bytes[other.members[right].name]
            || JSONText.string(bytes.span, members[left].name)
                == JSONText.string(other.bytes.span, other.members[right].name)
    }
}

/// Where the members of a large object are, by the hash of their names.
private struct NamePlaces {
    static let threshold = 16

    private var byHash: [Int: [Int]] = [:]

    /// The place of an earlier member of that name; nil, and noted as the next place, where there is none.
    mutating func place(
        of name: Range<Int>, among names: some Collection<Range<Int>>, _ bytes: Span<UInt8>
    ) -> Int? {
        if byHash.isEmpty {
            for (place, name) in names.enumerated() { byHash[Self.hash(name, bytes), default: []].append(place) }
        }
        let hash = Self.hash(name, bytes)
        for place in byHash[hash] ?? [] {
            let known = names[names.index(names.startIndex, offsetBy: place)]
            if Self.isSame(known, name, bytes) { return place }
        }
        byHash[hash, default: []].append(names.count)
        return nil
    }

    static func isSame(_ left: Range<Int>, _ right: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
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
}
