import Foundation
import Taproom
import TaproomTesting
import Testing

@testable import Fleet

/// One user's clicks, which an Express server and a Taproom server handle in turn.
@Suite(.timeLimit(.minutes(2)), .serialized) struct FleetTests {
    /// The contents of a page.
    private struct Page: Equatable {
        var server: String
        var views: Int
        var cart: [String]
        var user: String?
    }

    /// The session as the two servers store it.
    private struct Session: Decodable {
        var cart: [String]
    }

    private func open(_ client: TestClient) async throws -> Page {
        let response = try await client.get("/")
        try #require(response.status == .ok)
        let server = try #require(response.headers["X-Served-By"])
        let views = try #require(response.text.firstMatch(of: /Views: <b>([0-9]+)<\/b>/).flatMap { Int($0.1) })
        return Page(
            server: server, views: views, cart: response.text.matches(of: /<i>(.*?)<\/i>/).map { String($0.1) },
            user: response.text.firstMatch(of: /Logged in as <b>(.*?)<\/b>/).map { String($0.1) })
    }

    /// Returns the session id in the cookie, whose signature the servers check.
    private func sessionID(_ client: TestClient) throws -> String {
        let cookie = try #require(client.cookies["connect.sid"])
        return String(try #require(cookie.wholeMatch(of: /s:(.*)\.[^.]*/)).1)
    }

    /// Returns the session in Redis.
    private func stored(_ fleet: TestFleet) async throws -> String {
        try #require(try await fleet.redis.command("GET", "sess:\(try sessionID(fleet.client))").string)
    }

    /// Returns the names of a session's fields in their order, those of its cookie first.
    private func names(_ json: String) throws -> [String] {
        let cookie = try #require(json.firstMatch(of: /^{"cookie":{([^}]*)}/))
        let names = { (text: Substring) in text.matches(of: /"([a-zA-Z]+)":/).map { String($0.1) } }
        return names(cookie.1).map { "cookie." + $0 } + names(json[cookie.range.upperBound...])
    }

    @Test func viewsCountOnAtBoth() async throws {
        try await TestFleet.run { fleet in
            var pages = [try await open(fleet.client)]
            let cookie = try #require(fleet.client.cookies["connect.sid"])
            for _ in 2...20 {
                pages.append(try await open(fleet.client))
                #expect(fleet.client.cookies["connect.sid"] == cookie)
            }
            #expect(pages.map(\.views) == Array(1...20))
            #expect(pages.count { $0.server == "express" } == 10)
            #expect(pages.count { $0.server == "taproom" } == 10)
            for (page, next) in zip(pages, pages.dropFirst()) { #expect(page.server != next.server) }

            let sessions = try await fleet.redis.command("KEYS", "sess:*")
            #expect(sessions.elements?.compactMap(\.string) == ["sess:\(try sessionID(fleet.client))"])
        }
    }

    @Test func aCartIsFilledByBoth() async throws {
        try await TestFleet.run { fleet in
            let items = ["Fog", "Lantern & Sons", "<Hops>", "Größe"]
            for item in items {
                #expect(try await fleet.client.post("/cart", form: ["item": item]).status == .seeOther)
            }
            let pages = [try await open(fleet.client), try await open(fleet.client)]
            #expect(Set(pages.map(\.server)) == ["express", "taproom"])
            for page in pages {
                #expect(page.cart.count == 4)
                #expect(page.cart.first == "Fog" && page.cart.last == "Größe")
            }
            let session = try JSONDecoder().decode(Session.self, from: Data(try await stored(fleet).utf8))
            #expect(session.cart == items)
        }
    }

    /// The servers take turns, so another click before the login changes the server that handles it.
    @Test(arguments: [0, 1]) func aLogInAndALogOutHoldAtBoth(_ clicksBefore: Int) async throws {
        try await TestFleet.run { fleet in
            for _ in 0..<clicksBefore { _ = try await open(fleet.client) }
            _ = try await open(fleet.client)
            let before = try sessionID(fleet.client)

            #expect(try await fleet.client.post("/login", form: ["name": "ann"]).status == .seeOther)
            let id = try sessionID(fleet.client)
            #expect(id != before)
            #expect(try await fleet.redis.command("EXISTS", "sess:\(before)").int == 0)
            let pages = [try await open(fleet.client), try await open(fleet.client)]
            #expect(pages.map(\.user) == ["ann", "ann"])
            #expect(pages.map(\.views) == [clicksBefore + 2, clicksBefore + 3])
            #expect(pages[0].server != pages[1].server)

            let stolen = fleet.client.newVisitor()
            stolen.cookies = fleet.client.cookies
            #expect(try await fleet.client.post("/logout").status == .seeOther)
            #expect(try await fleet.redis.command("EXISTS", "sess:\(id)").int == 0)
            for client in [fleet.client, stolen] {
                let after = [try await open(client), try await open(client)]
                #expect(after.map(\.user) == [nil, nil])
                #expect(after.map(\.views) == [1, 2])
            }
        }
    }

    @Test func bothStoreASessionInOneForm() async throws {
        try await TestFleet.run { fleet in
            try await fleet.client.post("/cart", form: ["item": "Fog"])
            try await fleet.client.post("/login", form: ["name": "ann"])
            var stored: [String: [String]] = [:]
            var expiries: [Int] = []
            for _ in 0..<2 {
                let page = try await open(fleet.client)
                stored[page.server] = try names(try await self.stored(fleet))
                let id = try sessionID(fleet.client)
                expiries.append(try await fleet.redis.command("TTL", "sess:\(id)").int ?? 0)
            }
            let express = try #require(stored["express"])
            #expect(stored["taproom"] == express)
            #expect(
                express.prefix(5) == [
                    "cookie.originalMaxAge", "cookie.expires", "cookie.secure", "cookie.httpOnly", "cookie.path",
                ])
            #expect(express.dropFirst(5).sorted() == ["cart", "user", "views"])
            for expiry in expiries { #expect(3590...3600 ~= expiry) }
        }
    }
}
