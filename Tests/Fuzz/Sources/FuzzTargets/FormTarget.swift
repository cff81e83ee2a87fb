@testable import TaproomHTTP

extension FuzzTarget {
    /// A parsed form that is written and parsed again is the same.
    static let form = FuzzTarget(name: "form") { bytes in
        guard let fields = try? FormFields(urlEncoded: bytes) else {
            return require(bytes.count { $0 == 0x26 } >= 1000, "only many fields are an error")
        }
        require(fields.pairs.count <= 1000, "there is a bounded number of fields")
        let written = fields.pairs.map { PercentCoding.encode($0.name) + "=" + PercentCoding.encode($0.value) }
        let again = try? FormFields(urlEncoded: written.joined(separator: "&").utf8)
        require(again == fields, "a form reads as it was written")
        var encoded: [UInt8] = []
        PercentCoding.encode(bytes, into: &encoded)
        require(PercentCoding.decode(encoded) == bytes, "decoding undoes encoding")
        require(encoded.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "what is encoded is visible ASCII")
        let text = String(decoding: bytes, as: UTF8.self)
        require(PercentCoding.decode(PercentCoding.encode(text)) == text, "so it is with text")
        if let decoded = PercentCoding.decode(bytes) { require(decoded.count <= bytes.count, "decoding adds nothing") }
    }
}
