/// Walks over the members of an object, checking its grammar on the way, and builds nothing.
package struct JSONMembers {
    /// Where the object ends, once `next` has returned nil.
    package private(set) var end: Int
    private var isFirst = true
    private var isDone = false

    /// - Parameter start: where the object, or white space before it, begins.
    package init(_ bytes: Span<UInt8>, _ start: Int) throws(JSONError) {
        let index = JSONScanner.skipSpace(bytes, start)
        guard index < bytes.count, bytes[index] == 0x7b else {
            throw JSONError(offset: index, reason: "an object is missing")
        }
        end = index + 1
    }

    /// - Parameter offset: where the value of a member ends; what follows is to be walked over.
    package init(behind offset: Int) {
        end = offset
        isFirst = false
    }

    /// The next member's name, with its quotes, and value; nil behind the last.
    package mutating func next(_ bytes: Span<UInt8>) throws(JSONError) -> (name: Range<Int>, value: Range<Int>)? {
        guard let (name, start) = try nextName(bytes) else { return nil }
        end = try JSONScanner.endOfValue(bytes, start, depth: 1)
        return (name, start..<end)
    }

    /// Tells where the value ended whose start `nextName` gave.
    package mutating func continueBehind(_ end: Int) {
        self.end = end
    }

    /// The next member's name, with its quotes, and where its value starts; nil behind the last. The caller must
    /// say where that value ends before it asks for another member.
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
