import Taproom
import TaproomTesting
import Testing

/// The fields that a response gets by methods of their own.
@Suite struct ResponseFieldsTests {
    /// Browsers ignore a field that sets one of these names and is not secure.
    @Test(arguments: [
        ("beer", false), ("__Host-beer", true), ("__Secure-beer", true), ("__secure-beer", true),
        ("Secure-beer", false),
    ])
    func aClearedCookieIsSecureWhereItsNameDemandsIt(_ name: String, _ isSecure: Bool) async throws {
        let app = Application()
        app.get("/") { _ in
            var response = Response("cleared")
            response.clearCookie(name)
            return response
        }
        try await app.test(.inProcess) { client async throws in
            let cookie = try #require(try await client.get("/").setCookie(named: name))
            #expect(cookie.isSecure == isSecure)
            #expect(cookie.value.isEmpty)
            #expect(cookie.path == "/")
            #expect(cookie.expires == 0)
        }
    }
}
