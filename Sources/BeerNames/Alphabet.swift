/// The characters of a name as codes of six bits, so that eight of them fit in one context.
enum Alphabet {
    /// Stands before a name's first character and after its last.
    static let border: UInt8 = 0

    /// Parts the two pieces of a compound and is never written.
    static let seam: UInt8 = 1
    static let space: UInt8 = 2

    /// The characters that are written; a character's code is its place here plus two.
    private static let scalars = Array(
        " '-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzäöü".unicodeScalars
    )
    private static let firstLowercase: UInt8 = 31
    private static let letters: UInt8 = 26

    private static let codes = Dictionary(
        uniqueKeysWithValues: scalars.enumerated().map { ($1, UInt8($0) + space) }
    )

    /// The UTF-8 of every code, none for border and seam and at most two bytes for the others; zeros fill up.
    private static let spellings: [(UInt8, UInt8)] =
        [(0, 0), (0, 0)]
        + scalars.map { scalar in
            let utf8 = Array(String(scalar).utf8)
            return (utf8[0], utf8.count > 1 ? utf8[1] : 0)
        }

    /// The codes of `text`, or nil if it holds a character outside the alphabet.
    static func encode(_ text: some StringProtocol) -> [UInt8]? {
        var encoded: [UInt8] = []
        for scalar in text.unicodeScalars {
            guard let code = codes[scalar] else { return nil }
            encoded.append(code)
        }
        return encoded
    }

    static func isSeparator(_ code: UInt8) -> Bool {
        code == space || code == seam
    }

    /// The capital of a letter from a to z, and any other code as it is.
    static func uppercased(_ code: UInt8) -> UInt8 {
        firstLowercase..<(firstLowercase + letters) ~= code ? code - letters : code
    }

    /// How many bytes of UTF-8 spell `code`.
    static func width(of code: UInt8) -> Int {
        let (first, second) = spellings[Int(code)]
        return (first == 0 ? 0 : 1) + (second == 0 ? 0 : 1)
    }

    /// Appends the UTF-8 bytes that spell `code`.
    static func appendSpelling(of code: UInt8, to utf8: inout [UInt8]) {
        let (first, second) = spellings[Int(code)]
        if first != 0 { utf8.append(first) }
        if second != 0 { utf8.append(second) }
    }
}
