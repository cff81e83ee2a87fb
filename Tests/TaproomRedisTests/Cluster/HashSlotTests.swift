import Testing

@testable import TaproomRedis

/// The slot of a key, compared with published values and with a checksum that the test computes.
@Suite struct HashSlotTests {
    /// The CRC16 of `123456789` is 0x31C3 according to the specification.
    @Test(arguments: [
        ("", 0), ("123456789", 0x31C3), ("foo", 12182), ("bar", 5061), ("user1000", 3443),
        // Only the text in the first pair of braces counts.
        ("{user1000}.following", 3443), ("{user1000}.followers", 3443), ("sess:{foo}", 12182), ("foo{bar}{zap}", 5061),
        // The braces are empty, so the whole key counts.
        ("foo{}{bar}", 8363),
        // The first `{` and the first `}` after it count.
        ("foo{{bar}}zap", 4015), ("{bar", 4015),
    ])
    func isThatOfTheSpecification(_ key: String, _ slot: Int) {
        #expect(HashSlot.of(Array(key.utf8)) == slot)
        #expect(HashSlot.of("", key) == slot)
        #expect(HashSlot.of(key, "") == slot)
        #expect(CommandRoute.keyBytes(Array(key.utf8)).slot == slot)
    }

    /// Bytes outside of braces, and braces without a partner, are like other bytes.
    @Test(arguments: [
        "}foo{", "foo}", "{", "}", "{}", "a{b", "}{", "{}foo", "}a{b}", "\u{1F37A}", "{\u{1F37A}}", "\r\n\0",
    ])
    func isThatOfTheChecksum(_ key: String) {
        #expect(HashSlot.of(Array(key.utf8)) == Self.slot(Array(key.utf8)))
    }

    @Test func isThatOfTheChecksumForAnyKey() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let key = Self.key(&generator)
            #expect(HashSlot.of(key) == Self.slot(key), "\(key)")
        }
    }

    /// The key consists of two parts, each of which may contain a brace of a pair.
    @Test func aKeyInTwoPartsIsInTheSlotOfTheWhole() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let text = String(decoding: Self.key(&generator), as: UTF8.self)
            let split = text.index(text.startIndex, offsetBy: Int.random(in: 0...text.count, using: &generator))
            let (prefix, rest) = (String(text[..<split]), String(text[split...]))
            let slot = Self.slot(Array(text.utf8))
            #expect(HashSlot.of(prefix, rest) == slot, "'\(prefix)' and '\(rest)'")
            #expect(CommandRoute.key(prefix, rest).slot == slot)
        }
        #expect(CommandRoute.anywhere.slot == nil)
    }

    /// Returns a few bytes, many of which are braces.
    private static func key(_ generator: inout SystemRandomNumberGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...24, using: &generator)).map { _ in
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: UInt8(ascii: "{")
            case 1: UInt8(ascii: "}")
            default: UInt8.random(in: 0...127, using: &generator)
            }
        }
    }

    private static func slot(_ key: [UInt8]) -> Int {
        var part = key[...]
        if let open = key.firstIndex(of: UInt8(ascii: "{")) {
            let rest = key[(open + 1)...]
            if let close = rest.firstIndex(of: UInt8(ascii: "}")), close != open + 1 { part = rest[..<close] }
        }
        return checksum(part) % 16384
    }

    /// Computes CRC16 with the polynomial of XMODEM, bit by bit.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        var remainder = 0
        for byte in bytes {
            for bit in (0..<8).reversed() {
                let carries = (remainder >> 15) ^ Int(byte >> UInt8(bit)) & 1
                remainder = (remainder << 1) & 0xFFFF
                if carries & 1 == 1 { remainder ^= 0x1021 }
            }
        }
        return remainder
    }
}
