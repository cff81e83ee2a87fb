@testable import Taproom
@testable import TaproomHTTP
@testable import TaproomSessions

extension FuzzTarget {
    /// Pairs are within the field, and only the signature that was made verifies.
    static let cookie = FuzzTarget(name: "cookie") { bytes in
        var header = CookieHeader(ByteRange(0, bytes.count))
        var last = 0
        while let pair = header.next(bytes.span) {
            require(Int(pair.name.lower) >= last && pair.name.upper < pair.value.upper + 1, "pairs come in order")
            require(Int(pair.value.upper) <= bytes.count, "a value lies within the field")
            require(!bytes[pair.name.offset(by: 0)].contains(0x3d), "a name holds no equals sign")
            require(!bytes[pair.value.offset(by: 0)].contains(0x3b), "a value holds no semicolon")
            last = Int(pair.value.upper)
            check(bytes, pair.value)
        }
        let id = String(decoding: bytes, as: UTF8.self)
        guard !id.isEmpty else { return }
        let signed = Array(signer.sign(id).utf8)
        let verified = signer.verify(signed.span, ByteRange(0, signed.count))
        require(verified?.id == id && verified?.keyIndex == 0, "what was signed verifies")
        var changed = signed
        changed[changed.count - 1] ^= 1
        require(signer.verify(changed.span, ByteRange(0, changed.count)) == nil, "a changed signature does not")
        require(other.verify(signed.span, ByteRange(0, signed.count)) == nil, "nor does another secret's")
        checkStored(bytes)
    }

    private static let signer = CookieSigner(secrets: ["new secret", "old secret"])
    private static let other = CookieSigner(secrets: ["another secret"])

    private static func check(_ bytes: [UInt8], _ value: ByteRange) {
        guard let verified = signer.verify(bytes.span, value) else { return }
        let secret = verified.keyIndex == 0 ? "new secret" : "old secret"
        let expected = PercentCoding.decode(CookieSigner(secrets: [secret]).sign(verified.id).utf8)
        let raw = Array(bytes[value.offset(by: 0)])
        require(PercentCoding.decode(raw) == expected || raw == expected, "only what was signed verifies")
    }

    /// Checks the cookie of a stored session.
    private static func checkStored(_ bytes: [UInt8]) {
        guard let (fields, cookie) = try? SessionCookie.parse(session: bytes, clock: { 1_700_000_000_000 }) else {
            return
        }
        var text: [UInt8] = []
        cookie.appendJSON(to: &text)
        var saved = fields
        saved.set("cookie", text)
        require((try? JSONFields(saved.bytes)) != nil, "what is saved is JSON again")
        require(saved.names == fields.names, "a cookie that is written leaves the other fields where they are")
    }
}
