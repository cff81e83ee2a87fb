/// A name in the making: its codes, and where its pieces start.
struct Draft {
    /// The most bytes of UTF-8 in a name.
    static let longestName = 60
    static let mostPieces = 6

    private(set) var pieces = 0
    private var bytes = 0
    private var count = 0
    private var codes = InlineArray<64, UInt8>(repeating: 0)
    private var starts = InlineArray<6, Int>(repeating: 0)
    private var atPieceStart = true

    /// Adds a character or a seam, or returns false if the name would grow too long.
    mutating func append(_ code: UInt8) -> Bool {
        let width = Alphabet.width(of: code)
        guard bytes + width <= Self.longestName, count < codes.count else { return false }
        if atPieceStart {
            guard pieces < Self.mostPieces else { return false }
            starts[pieces] = count
            pieces += 1
        }
        atPieceStart = Alphabet.isSeparator(code)
        codes[count] = code
        count += 1
        bytes += width
        return true
    }

    /// The fingerprint of one piece, without the space or seam behind it.
    func fingerprint(ofPiece piece: Int) -> UInt64 {
        fingerprint(of: range(ofPiece: piece))
    }

    /// The fingerprint of the name as it will be read.
    var fingerprint: UInt64 {
        fingerprint(of: 0..<count)
    }

    /// Whether two pieces begin alike: equal, one inside the other, or of one stem, as 'Smoke' and 'Smoked'.
    func beginAlike(_ first: Int, _ second: Int) -> Bool {
        let first = range(ofPiece: first)
        let second = range(ofPiece: second)
        let length = min(first.count, second.count, 4)
        return (0..<length).allSatisfy { offset in
            Alphabet.uppercased(codes[first.lowerBound + offset])
                == Alphabet.uppercased(codes[second.lowerBound + offset])
        }
    }

    /// Whether a compound has the same letter on both sides of its seam, where two pieces read as a slip.
    var stuttersAtSeam: Bool {
        (1..<max(count - 1, 1)).contains { codes[$0] == Alphabet.seam && codes[$0 - 1] == codes[$0 + 1] }
    }

    var text: String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes)
        for index in 0..<count { Alphabet.appendSpelling(of: codes[index], to: &utf8) }
        return String(decoding: utf8, as: UTF8.self)
    }

    private func range(ofPiece piece: Int) -> Range<Int> {
        starts[piece]..<(piece + 1 < pieces ? starts[piece + 1] - 1 : count)
    }

    private func fingerprint(of range: Range<Int>) -> UInt64 {
        var fingerprint = Fingerprint()
        for index in range { fingerprint.append(codes[index]) }
        return fingerprint.value
    }
}
