import Foundation
import TaproomTesting

/// A visitor with a cookie jar, as curl has one.
final class Browser {
    /// Retained because a server ends with the last reference to it.
    private let server: DemoServer
    private let client: TestClient
    /// The session cookie as the browser sends it; nil for none.
    var cookie: String?

    init(_ server: DemoServer) {
        self.server = server
        client = TestClient(port: server.port)
        client.keepsCookies = false
    }

    func get(
        _ path: String = "/", headers: [(name: String, value: String)] = []
    ) async throws -> TestResponse {
        try await keep(client.get(path, headers: own + headers))
    }

    func pour() async throws -> TestResponse { try await post("/") }

    func post(_ path: String, headers: [(name: String, value: String)] = []) async throws -> TestResponse {
        try await keep(client.post(path, headers: own + headers))
    }

    private var own: [(name: String, value: String)] {
        cookie.map { [("Cookie", $0)] } ?? []
    }

    private func keep(_ response: TestResponse) -> TestResponse {
        if let cookie = response["Set-Cookie"] { self.cookie = String(cookie.prefix { $0 != ";" }) }
        return response
    }

    /// The session's id in the cookie.
    var sessionID: String? {
        cookie?.firstMatch(of: /s%3A([0-9a-f-]{36})\./).map { String($0.1) }
    }
}

extension TestResponse {
    /// The number of beers that the panel shows; nil if it shows none.
    var views: Int? { text.firstMatch(of: /session: <b>(\d+)<\/b>/).flatMap { Int($0.1) } }
    /// The seconds that the panel shows; nil if it shows none.
    var expiresIn: Int? { text.firstMatch(of: /expires in <b[^>]*>(\d+)<\/b>/).flatMap { Int($0.1) } }
    /// The beer's name on the page; nil if it shows none.
    var beer: String? { text.firstMatch(of: /class="name">([^<]+)</).map { String($0.1) } }
}
