/// FNV-1a over codes: words and names are compared by 64 bits and never built as strings to do so.
struct Fingerprint {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Takes in one code; a seam counts for nothing, since nobody can see it.
    mutating func append(_ code: UInt8) {
        if code == Alphabet.seam { return }
        value = (value ^ UInt64(code)) &* 0x100_0000_01B3
    }

    static func of(_ codes: [UInt8]) -> UInt64 {
        var fingerprint = Fingerprint()
        for code in codes { fingerprint.append(code) }
        return fingerprint.value
    }
}
