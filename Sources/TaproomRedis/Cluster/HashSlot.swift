/// The hash slot of a key in a cluster (Redis Cluster Specification): the CRC16 (XMODEM) modulo 16384 of the key, or of
/// its hash tag, which is the text between the first `{` and the next `}`.
enum HashSlot {
    static let count = 16384

    static func of(_ key: some Collection<UInt8>) -> Int {
        if let open = key.firstIndex(of: UInt8(ascii: "{")) {
            let rest = key[key.index(after: open)...]
            if let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex {
                return Int(checksum(rest[..<close])) % count
            }
        }
        return Int(checksum(key)) % count
    }

    /// Returns the slot of a key that consists of two parts.
    static func of(_ prefix: String, _ rest: String) -> Int {
        var crc: UInt16 = 0
        guard add(prefix.utf8.span, to: &crc), add(rest.utf8.span, to: &crc) else {
            return of(Array(prefix.utf8) + Array(rest.utf8))
        }
        return Int(crc) % count
    }

    /// - Returns: false if there is a `{`, which may begin a hash tag.
    @inline(__always)
    private static func add(_ bytes: Span<UInt8>, to crc: inout UInt16) -> Bool {
        let table = table.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "{") { return false }
            crc = next(crc, byte, table)
        }
        return true
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        bytes.reduce(0) { next($0, $1, table.span) }
    }

    @inline(__always)
    private static func next(_ crc: UInt16, _ byte: UInt8, _ table: Span<UInt16>) -> UInt16 {
        crc << 8 ^ table[Int(crc >> 8 ^ UInt16(byte))]
    }

    /// For each byte, the result of eight steps of the division by x^16 + x^12 + x^5 + 1.
    private static let table: [UInt16] = (0..<256).map { byte in
        (0..<8).reduce(UInt16(byte) << 8) { crc, _ in crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
    }
}
