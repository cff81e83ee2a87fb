/// An unfinished name: the pieces that it has so far.
struct Draft {
    static let mostPieces = 6

    private(set) var context = Context()
    /// The name in UTF-8, which is not longer than this.
    private var bytes = InlineArray<60, UInt8>(repeating: 0)
    private var onsets = InlineArray<6, Onset>(repeating: Onset())
    private var count = 0
    private var length = 0

    /// Adds a piece; returns false if the name would become too long.
    mutating func append(_ piece: borrowing Piece) -> Bool {
        guard count < Self.mostPieces, length + piece.length <= bytes.count else { return false }
        var span = bytes.mutableSpan
        piece.copy(to: &span, at: length)
        onsets[count] = piece.onset
        count += 1
        length += piece.length
        context.append(piece.ending, length: piece.length)
        return true
    }

    /// Whether `piece` begins like an earlier one, or would make a compound with the same letter on both sides of its
    /// seam, which reads like a mistake.
    func clashes(with piece: borrowing Piece) -> Bool {
        if context.last == piece.first { return true }
        for earlier in 0..<count where onsets[earlier].isLike(piece.onset) { return true }
        return false
    }

    /// The name. Its pieces are whole texts, so its bytes are valid UTF-8.
    var text: String {
        guard let text = try? UTF8Span(validating: bytes.span.extracting(0..<length)) else { return "" }
        return String(copying: text)
    }
}

/// A piece of a name, which is a word or half of a compound, and the properties that determine whether a draft may take
/// it. It is small, so that the model's pieces stay in a processor's cache.
struct Piece: Hashable, Sendable {
    /// The most bytes of a text.
    static let longest = 16

    /// The text in UTF-8, with the space between it and the next piece. The first byte is the least significant one.
    private var bytes: UInt128 = 0
    /// The styles whose names may contain the piece.
    let styles: StyleSet
    private let onsetMask: UInt32
    private let count: UInt8
    /// Whether the piece ends a name.
    let isLast: Bool

    /// nil if the text would be longer than `longest`.
    init?(_ word: Substring, isSpaced: Bool, isLast: Bool, styles: StyleSet) {
        let text = isSpaced ? word + " " : word
        guard text.utf8.count <= Self.longest else { return nil }
        for byte in text.utf8.reversed() { bytes = bytes << 8 | UInt128(byte) }
        count = UInt8(text.utf8.count)
        onsetMask = Onset.mask(word.utf8.count)
        self.styles = styles
        self.isLast = isLast
    }

    /// The length of the text in bytes.
    var length: Int { Int(count) }
    /// The first byte of the text.
    var first: UInt8 { UInt8(truncatingIfNeeded: bytes) }
    /// The last bytes of the text.
    var ending: Context { Context(bytes: UInt64(truncatingIfNeeded: (bytes << (128 - 8 * length)) >> 64)) }
    var onset: Onset { Onset(UInt32(truncatingIfNeeded: bytes), mask: onsetMask) }

    /// Copies the text to a position of a buffer.
    func copy(to buffer: inout MutableSpan<UInt8>, at start: Int) {
        var rest = bytes
        for index in 0..<length {
            buffer[start + index] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
        }
    }
}

/// The first four letters of a piece, regardless of their case.
struct Onset: Sendable {
    private static let length = 4
    /// The bits that distinguish lower and upper case in ASCII.
    private static let caseBits: UInt32 = 0x2020_2020

    private var letters: UInt32 = 0
    /// The mask of the letters: ones for a letter, zeros after the end of a shorter piece.
    private var mask: UInt32 = 0

    init() {}

    /// - Parameter bytes: the first four bytes of a piece; the first is the least significant one.
    init(_ bytes: UInt32, mask: UInt32) {
        letters = bytes & ~Self.caseBits
        self.mask = mask
    }

    /// Returns the mask for a word with a number of bytes.
    static func mask(_ count: Int) -> UInt32 {
        count >= length ? .max : 1 << UInt32(8 * count) - 1
    }

    /// Whether two pieces begin alike: they are equal, one is a prefix of the other, or they have the same stem, as
    /// 'Smoke' and 'Smoked' do.
    func isLike(_ other: Onset) -> Bool {
        (letters ^ other.letters) & mask & other.mask == 0
    }
}
