/// The members of a JSON object, stored as text. Reading decodes only the requested member, and writing changes only
/// that member's text. All other bytes stay as they are.
package struct JSONFields: Sendable {
    /// The positions of a member's name, with its quotes, and value.
    private struct Member {
        var name: Range<Int>
        var value: Range<Int>
        /// Whether the name contains escapes.
        var isEscaped = false
    }

    /// The object's text. It does not change until a member is edited.
    package private(set) var bytes: [UInt8]
    private var members: [Member] = []
    /// Whether a member was added, changed or removed.
    package private(set) var isEdited = false

    /// Makes an object without members.
    package init() {
        bytes = [0x7b, 0x7d]
    }

    /// Parses an object's text.
    package init(_ bytes: [UInt8]) throws(JSONError) {
        try self.init(bytes, lookingInto: nil) { _, _, _ in }
    }

    /// Parses an object's text, and in the same pass the members of an object within it.
    ///
    /// - Parameters:
    ///   - inner: the name of the member whose members `visit` gets.
    ///   - visit: called with the text and the positions of the name, with its quotes, and the value of each member of
    ///     that object.
    package init(
        _ bytes: [UInt8], lookingInto inner: String?,
        _ visit: (Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) -> Void
    ) throws(JSONError) {
        self.bytes = bytes
        members.reserveCapacity(4)
        let walk = try JSONMembers(bytes.span, 0)
        try takeMembers(walk, lookingInto: inner, visit)
    }

    /// Parses an object's text whose first member is known.
    ///
    /// - Parameters:
    ///   - name: the position of the first member's name, with its quotes.
    ///   - value: the position of the first member's value.
    package init(_ bytes: [UInt8], first name: Range<Int>, _ value: Range<Int>) throws(JSONError) {
        self.bytes = bytes
        members.reserveCapacity(4)
        members.append(Member(name: name, value: value, isEscaped: false))
        try takeMembers(JSONMembers(behind: value.upperBound), lookingInto: nil) { _, _, _ in }
    }

    private mutating func takeMembers(
        _ walk: JSONMembers, lookingInto inner: String?,
        _ visit: (Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) -> Void
    ) throws(JSONError) {
        var hasDuplicates = false
        var table = NameTable()
        var walk = walk
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
            // If several members have the same name, the value of the last one counts, in the place of the first one,
            // as in JavaScript.
            let isEscaped = bytes.span.hasBackslash(name)
            if let known = indexOfMember(of: name, isEscaped: isEscaped, &table) {
                members[known].value = start..<end
                hasDuplicates = true
            } else {
                members.append(Member(name: name, value: start..<end, isEscaped: isEscaped))
            }
        }
        let end = JSONScanner.skipSpace(bytes.span, walk.end)
        guard end == bytes.count else { throw JSONError(offset: end, reason: "something follows the object") }
        if hasDuplicates { rebuild() }
    }

    /// Returns the index of an earlier member with the same name. Compares them one by one while there are few.
    private func indexOfMember(of name: Range<Int>, isEscaped: Bool, _ table: inout NameTable) -> Int? {
        guard members.count >= NameTable.threshold else {
            for index in members.indices {
                let known = members[index]
                let mayDiffer = isEscaped || known.isEscaped
                if NameTable.isSame(known.name, name, bytes.span, mayBeEscaped: mayDiffer) { return index }
            }
            return nil
        }
        if table.isEmpty {
            for index in members.indices {
                _ = table.insert(members[index].name, at: index, replaces: false, bytes.span) { members[$0].name }
            }
        }
        return table.insert(name, at: members.count, replaces: false, bytes.span) { members[$0].name }
    }

    /// Writes the text again, with each member once.
    private mutating func rebuild() {
        var output: [UInt8] = [0x7b]
        for index in members.indices {
            if index > 0 { output.append(0x2c) }
            let name = output.count..<(output.count + members[index].name.count)
            output.append(contentsOf: bytes[members[index].name])
            output.append(0x3a)
            let value = output.count..<(output.count + members[index].value.count)
            output.append(contentsOf: bytes[members[index].value])
            members[index].name = name
            members[index].value = value
        }
        output.append(0x7d)
        bytes = output
    }

    // MARK: Reading

    /// The names in order.
    package var names: [String] { members.map { JSONText.string(bytes.span, $0.name) } }

    /// Returns the position of a member's value in `bytes`; nil if there is none.
    package func range(of name: String) -> Range<Int>? {
        index(of: name).map { members[$0].value }
    }

    /// Whether there is a member of that name.
    package func holds(_ name: String) -> Bool { index(of: name) != nil }

    /// The JSON text of a member's value; nil if there is none.
    package subscript(name: String) -> ArraySlice<UInt8>? {
        range(of: name).map { bytes[$0] }
    }

    /// Returns the decoded value of a member; nil if there is none.
    package func value(_ name: String) -> JSONValue? {
        range(of: name).map { JSONValue(bytes.span, $0) }
    }

    /// Returns the value of a member as an integer; nil if it is not an integer.
    package func integer(_ name: String) -> Int? {
        guard let range = range(of: name) else { return nil }
        return JSONText.digits(bytes.span, range) ?? JSONValue(bytes.span, range).intValue
    }

    private func index(of name: String) -> Int? {
        let bytes = bytes.span
        let length = name.utf8.count &+ 2
        for index in members.indices {
            let member = members[index]
            if member.isEscaped {
                if JSONText.equals(bytes, member.name, name) { return index }
            } else if member.name.count == length, bytes.matches(name.utf8.span, at: member.name.lowerBound &+ 1) {
                return index
            }
        }
        return nil
    }

    /// Returns the object's text with another value for one member.
    ///
    /// - Parameters:
    ///   - growth: the number of additional bytes to reserve.
    ///   - append: appends the value.
    package func bytes(with name: String, adding growth: Int, _ append: (inout [UInt8]) -> Void) -> [UInt8] {
        guard let range = range(of: name) else {
            var value: [UInt8] = []
            append(&value)
            var whole = self
            whole.set(name, value)
            return whole.bytes
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + growth)
        output.append(contentsOf: bytes[..<range.lowerBound])
        append(&output)
        output.append(contentsOf: bytes[range.upperBound...])
        return output
    }

    // MARK: Editing

    /// Sets a member's value to a JSON text: in place if the member exists, otherwise at the end.
    package mutating func set(_ name: String, _ value: [UInt8]) {
        set(name, value.span)
    }

    /// Sets a member's value to a JSON text: in place if the member exists, otherwise at the end.
    package mutating func set(_ name: String, _ value: Span<UInt8>) {
        guard let index = index(of: name) else { return add(name, Self.array(value)) }
        let old = members[index].value
        if old.count == value.count, bytes.span.matches(value, at: old.lowerBound) { return }
        isEdited = true
        // A value of the same length is overwritten, so nothing moves.
        if old.count == value.count { return overwrite(at: old.lowerBound, value) }
        bytes.replaceSubrange(old, with: Self.array(value))
        members[index].value = old.lowerBound..<(old.lowerBound + value.count)
        shift(after: index, by: value.count - old.count)
    }

    private static func array(_ bytes: Span<UInt8>) -> [UInt8] {
        [UInt8](capacity: bytes.count) { $0.append(copying: bytes) }
    }

    /// Overwrites bytes within one value, which keeps its length and kind. Does not count as an edit.
    package mutating func overwrite(at start: Int, _ value: Span<UInt8>) {
        var text = bytes.mutableSpan
        for offset in value.indices { text[start &+ offset] = value[offset] }
    }

    private mutating func add(_ name: String, _ value: [UInt8]) {
        var text: [UInt8] = []
        text.reserveCapacity(name.utf8.count + value.count + 4)
        // The member is inserted after the last member, not before the brace, so that white space stays at the end.
        let offset = members.last?.value.upperBound ?? 1 + (bytes.firstIndex(of: 0x7b) ?? 0)
        if !members.isEmpty { text.append(0x2c) }
        let nameStart = offset + text.count
        JSONText.append(name, to: &text)
        let nameEnd = offset + text.count
        text.append(0x3a)
        text.append(contentsOf: value)
        bytes.insert(contentsOf: text, at: offset)
        members.append(
            Member(
                name: nameStart..<nameEnd, value: (nameEnd + 1)..<(nameEnd + 1 + value.count),
                isEscaped: nameEnd - nameStart != name.utf8.count + 2))
        isEdited = true
    }

    /// Removes a member.
    package mutating func remove(_ name: String) {
        guard let index = index(of: name) else { return }
        let member = members[index]
        // The comma before the member is removed as well, or for the first member the comma after it.
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
            members[later].name = (member.name.lowerBound + distance)..<(member.name.upperBound + distance)
            members[later].value = (member.value.lowerBound + distance)..<(member.value.upperBound + distance)
        }
    }

    // MARK: Comparing

    /// Whether both have the same members, except `name`, with the same text in the same order.
    package func equals(_ other: JSONFields, except name: String) -> Bool {
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
        return mine.count == theirs.count
            && bytes.span.matches(other.bytes.span.extracting(theirs), at: mine.lowerBound)
    }

    private func isName(_ left: Int, equalTo right: Int, of other: JSONFields) -> Bool {
        let mine = members[left].name
        let theirs = other.members[right].name
        if mine.count == theirs.count, bytes.span.matches(other.bytes.span.extracting(theirs), at: mine.lowerBound) {
            return true
        }
        guard members[left].isEscaped || other.members[right].isEscaped else { return false }
        return JSONText.areSame(bytes.span, mine, other.bytes.span, theirs)
    }
}
