/// Iterates over the members of an object. It checks the grammar, and does not build values.
package struct JSONMembers {
    /// The object's end, once `next` has returned nil.
    package private(set) var end: Int
    private var isFirst = true
    private var isDone = false

    /// - Parameter start: the offset of the object, or of white space before it.
    package init(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) {
        let index = JSONScanner.skipSpace(bytes, start)
        guard index < bytes.count, bytes[index] == 0x7b else {
            throw JSONError(offset: index, reason: "an object is missing")
        }
        end = index + 1
    }

    /// - Parameter offset: the end of a member's value, after which the iteration continues.
    package init(behind offset: Int) {
        end = offset
        isFirst = false
    }

    /// Returns the positions of the next member's name, with its quotes, and of its value; nil after the last member.
    package mutating func next(_ bytes: Span<UInt8>) throws(JSONError) -> (name: Range<Int>, value: Range<Int>)? {
        guard let (name, start) = try nextName(bytes) else { return nil }
        end = try JSONScanner.endOfValue(bytes, start, depth: 1)
        return (name, start..<end)
    }

    /// Sets the end of the value whose start `nextName` returned.
    package mutating func continueBehind(_ end: Int) {
        self.end = end
    }

    /// Returns the position of the next member's name, with its quotes, and the start of its value; nil after the last
    /// member. Call `continueBehind` before the next member.
    package mutating func nextName(_ bytes: Span<UInt8>) throws(JSONError) -> (name: Range<Int>, value: Int)? {
        guard !isDone else { return nil }
        var index = JSONScanner.skipSpace(bytes, end)
        if index < bytes.count, bytes[index] == 0x7d {
            isDone = true
            end = index + 1
            return nil
        }
        if isFirst {
            isFirst = false
        } else {
            guard index < bytes.count else { throw JSONError(offset: index, reason: "the object has no end") }
            guard bytes[index] == 0x2c else { throw JSONError(offset: index, reason: "a comma is missing") }
            index = JSONScanner.skipSpace(bytes, index + 1)
        }
        let nameEnd = try JSONScanner.endOfString(bytes, index)
        return (index..<nameEnd, try JSONScanner.endOfColon(bytes, nameEnd))
    }
}
