/// Writes a page into a buffer. A value that does not fit is written again once the buffer is larger.
///
/// Text of the program is not copied until a value is written. So pieces that are adjacent in the program's text,
/// because nothing is written between two tags, are copied together.
struct PageWriter {
    /// Text is copied in whole blocks of this many bytes, without a loop for the remainder. The excess bytes are
    /// overwritten by what follows. For this, the text and the buffer are one block longer than necessary.
    static let block = 32

    /// The offset at which the page continues.
    private(set) var end: Int
    /// The number of bytes of the output that did not fit.
    private(set) var needed = 0
    /// The text to be copied next.
    private var due = TextRange(start: 0, end: 0)
    /// The range of the buffer that already contains the beginning of the program's text.
    private let copy: Range<Int>

    /// - Parameters:
    ///   - start: the offset of the page in its buffer.
    ///   - copied: how many bytes of the program's text the buffer already contains.
    init(start: Int, copied: Int) {
        end = start
        copy = start..<start + copied
    }

    /// Adds a piece of text, which is copied later. Returns false if the buffer is too small.
    mutating func add(_ part: TextRange, of text: Span<UInt8>, to room: inout MutableSpan<UInt8>) -> Bool {
        if due.end == part.start {
            due.end = part.end
            return true
        }
        guard part.start < part.end else { return true }
        guard writeDue(of: text, to: &room) else { return false }
        due = part
        return true
    }

    /// Writes a value, and escapes the special characters of HTML if `escaping` is true. Lists, dictionaries and models
    /// have no text of their own and add nothing. Returns false if the buffer is too small.
    mutating func write(
        _ value: ViewValue, escaping: Bool, after text: Span<UInt8>, to room: inout MutableSpan<UInt8>
    ) -> Bool {
        switch value {
        case .string(let string):
            writeDue(of: text, to: &room) && write(string.utf8.span, escaping: escaping, to: &room)
        case .bytes(let bytes):
            writeDue(of: text, to: &room) && write(bytes.span, escaping: escaping, to: &room)
        case .int(let number):
            writeDue(of: text, to: &room) && write(number, to: &room)
        case .double(let number):
            writeDue(of: text, to: &room) && write(number.description.utf8.span, escaping: false, to: &room)
        case .bool(let flag):
            writeDue(of: text, to: &room)
                && write((flag ? "true" : "false").utf8.span, escaping: false, to: &room)
        case .null, .list, .dictionary, .object, .models:
            true
        }
    }

    /// Copies the text that was added. Returns false if the buffer is too small.
    mutating func writeDue(of text: Span<UInt8>, to room: inout MutableSpan<UInt8>) -> Bool {
        let start = Int(due.start)
        let count = Int(due.end) &- start
        guard count > 0 else { return true }
        if start > 0 || end > copy.lowerBound || count > copy.count {
            let size = (count &+ (Self.block &- 1)) & ~(Self.block &- 1)
            guard hasRoom(for: size, in: room) else { return false }
            room.copy(text.extracting(start..<start &+ size), to: end)
        }
        end &+= count
        due = TextRange(start: due.end, end: due.end)
        return true
    }

    private mutating func write(_ bytes: Span<UInt8>, escaping: Bool, to room: inout MutableSpan<UInt8>) -> Bool {
        guard hasRoom(for: bytes.count, in: room) else { return false }
        if room.copyFindingSpecials(bytes, to: end), escaping { return writeEscaped(bytes, to: &room) }
        end &+= bytes.count
        return true
    }

    private mutating func writeEscaped(_ bytes: Span<UInt8>, to room: inout MutableSpan<UInt8>) -> Bool {
        let count = HTML.escapedCount(bytes)
        guard hasRoom(for: count, in: room) else { return false }
        HTML.escape(bytes, into: &room, at: end)
        end &+= count
        return true
    }

    private mutating func write(_ number: Int, to room: inout MutableSpan<UInt8>) -> Bool {
        let count = number.decimalCount
        guard hasRoom(for: count, in: room) else { return false }
        let first = number < 0 ? end &+ 1 : end
        var rest = number.magnitude
        var position = end &+ count
        while rest >= 10 {
            let pair = rest % 100
            rest /= 100
            position &-= 2
            room[position] = UInt8(ascii: "0") | UInt8(truncatingIfNeeded: pair / 10)
            room[position &+ 1] = UInt8(ascii: "0") | UInt8(truncatingIfNeeded: pair % 10)
        }
        if position > first { room[first] = UInt8(ascii: "0") | UInt8(truncatingIfNeeded: rest) }
        if number < 0 { room[end] = UInt8(ascii: "-") }
        end &+= count
        return true
    }

    private mutating func hasRoom(for count: Int, in room: borrowing MutableSpan<UInt8>) -> Bool {
        if room.count &- end >= count { return true }
        needed = count
        return false
    }
}

extension Int {
    /// The number of characters of the decimal form.
    fileprivate var decimalCount: Int {
        var count = self < 0 ? 2 : 1
        var bound: UInt = 10
        while magnitude >= bound {
            count &+= 1
            bound *= 10
        }
        return count
    }
}
