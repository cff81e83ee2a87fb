import Taproom
import TaproomHTTP
import TaproomTesting
import Testing

@testable import TaproomSessions

/// A cookie that has been verified is recognized, but not one that only looks like it.
@Suite struct VerifiedCookiesTests {
    private let signer = CookieSigner(secrets: ["keyboard cat"])
    private let known = VerifiedCookies()

    private func verify(_ text: String) -> CookieSigner.Verified? {
        let bytes = Array("a=\(text); b".utf8)
        let value = ByteRange(2, bytes.count - 3)
        if let verified = known.find(bytes.span, value) { return verified }
        guard let verified = signer.verify(bytes.span, value) else { return nil }
        known.keep(verified)
        return verified
    }

    @Test func theSecondLookFindsTheFirst() throws {
        let cookie = signer.sign("04cd270f-8330-4237-8c6f-a07813064b2c")
        let first = try #require(verify(cookie))
        #expect(verify(cookie) === first)
        #expect(first.id == "04cd270f-8330-4237-8c6f-a07813064b2c")
    }

    @Test func noOtherTextIsTakenForIt() throws {
        let cookie = signer.sign("04cd270f-8330-4237-8c6f-a07813064b2c")
        _ = try #require(verify(cookie))
        let bytes = Array(cookie.utf8)
        for place in bytes.indices {
            var other = bytes
            other[place] = other[place] == 0x41 ? 0x42 : 0x41
            #expect(verify(String(decoding: other, as: UTF8.self)) == nil, "at \(place)")
            #expect(verify(String(decoding: bytes[..<place], as: UTF8.self)) == nil, "the first \(place)")
        }
        #expect(verify(cookie) != nil)
    }

    @Test func manyTakeEachOthersPlaces() throws {
        for round in 0..<2 {
            for number in 0..<20_000 {
                let id = "\(number)-8330-4237-8c6f-a07813064b2c"
                #expect(verify(signer.sign(id))?.id == id, "round \(round)")
            }
        }
    }

    @Test func theSessionsOfAFewHundredBrowsersAreKeptAtTheSameTime() throws {
        var state: UInt64 = 1
        let cookies = (0..<256).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = String(state | 1 << 63, radix: 16)
            return signer.sign("\(digits.prefix(8))-\(digits.suffix(8).prefix(4))-4237-8c6f-a07813064b2c")
        }
        for cookie in cookies { _ = try #require(verify(cookie)) }
        let found = cookies.count { known.find(Array($0.utf8).span, ByteRange(0, $0.utf8.count)) != nil }
        #expect(found >= 254)
    }

    @Test func aForgedSignatureOfAKnownSessionIsRefused() async throws {
        let app = Application()
        app.use(try Sessions(store: MemoryStore(), secrets: ["keyboard cat"], name: "sid"))
        app.get("/") { request in String(try request.session.increment("views")) }
        try await app.test(.live) { client async throws in
            let cookie = try await client.get("/")["Set-Cookie"]?.prefix { $0 != ";" } ?? ""
            for count in 2..<5 {
                #expect(try await client.get("/", headers: [("Cookie", String(cookie))]).text == "\(count)")
            }
            let last = cookie.hasSuffix("A") ? "B" : "A"
            #expect(try await client.get("/", headers: [("Cookie", cookie.dropLast() + last)]).text == "1")
        }
    }
}
