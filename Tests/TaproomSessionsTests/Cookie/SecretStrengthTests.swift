import TaproomSessions
import Testing

/// The strength of secrets that sign cookies.
@Suite struct SecretStrengthTests {
    @Test(arguments: [
        ("", false), ("a", false), ("keyboard cat", false), ("fifteen bytes 1", false),
        (String(repeating: "x", count: 64), false), ("ääääääääääääääääää", false),
        ("sixteen bytes 16", true), ("äöüäöüäö", true),
    ])
    func below16BytesOrOfOneCharacterIsWeak(_ secret: String, isAccepted: Bool) {
        if case .weak = SecretStrength(of: secret) { #expect(!isAccepted) } else { #expect(isAccepted) }
    }

    @Test func thirtyTwoBytesAreGood() {
        #expect(SecretStrength(of: "0123456789abcdef0123456789abcde") == .short(bytes: 31))
        #expect(SecretStrength(of: "0123456789abcdef0123456789abcdef") == .good)
    }
}
