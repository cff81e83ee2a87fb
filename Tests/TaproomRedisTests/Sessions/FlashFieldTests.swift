import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

/// The storage of flash messages, and the commands that they cost.
@Suite(.timeLimit(.minutes(2))) struct FlashFieldTests {
    private typealias Place = FlashFixture.Place

    @Test func theFieldIsConnectFlashs() async throws {
        let place = try await Place(.redis)
        let redis = try #require(place.redis)
        let app = try FlashFixture.app(place.store)
        app.post("/several") { request in
            request.session.flash("saved")
            request.session.flash("a", kind: "error")
            request.session.flash("b", kind: "error")
            return "ok"
        }
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/several")
            let key = "sess:\(visitor.sessionID)"
            let stored = try await redis.cli("get", key)
            #expect(stored.hasSuffix(#","flash":{"info":["saved"],"error":["a","b"]}}"#), "\(stored)")
            for (theirs, shown) in [
                (#"{"error":["x"],"info":[]}"#, "error:x"), (#"{ "info" : [ "y" , 1 ] }"#, "info:y info:1"),
                ("{}", ""), (#"{"info":[]}"#, ""), (#""a text""#, ""), (#"["a list"]"#, ""), ("null", ""),
            ] {
                _ = try await redis.cli("set", key, stored.replacing(/"flash":.*/, with: "\"flash\":\(theirs)}"))
                #expect(try await visitor.send(.get, "/page").text == shown, "\(theirs)")
            }
            // A value of a different shape belongs to another program.
            _ = try await redis.cli("set", key, stored.replacing(/"flash":.*/, with: "\"flash\":\"theirs\"}"))
            #expect(try await visitor.send(.post, "/several").status == .ok)
            #expect(try await redis.cli("get", key).hasSuffix(#""flash":"theirs"}"#))
        }
    }

    /// Only a waiting message costs a command, which removes it from the store.
    @Test func aPageWithoutMessagesCostsNothingMore() async throws {
        let place = try await Place(.redis)
        let redis = try #require(place.redis)
        func commands() async throws -> [String] {
            let stats = try await redis.cli("info", "commandstats")
            _ = try await redis.cli("config", "resetstat")
            return stats.matches(of: /cmdstat_([a-z]+):calls=(\d+)/).map { "\($0.1) \($0.2)" }
                .filter { !$0.hasPrefix("info") && !$0.hasPrefix("config") }.sorted()
        }
        try await FlashFixture.app(place.store).test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/set/x/1")
            let key = "sess:\(visitor.sessionID)"
            let stored = try await redis.cli("get", key)
            for flash in [#""y":1"#, #""flash":{}"#, #""flash":{"info":[]}"#] {
                _ = try await redis.cli("set", key, stored.dropLast() + ",\(flash)}", "ex", "60")
                _ = try await commands()
                #expect(try await visitor.send(.get, "/page").text == "")
                #expect(try await commands() == ["expire 1", "get 1"], "\(flash)")
            }
            try await visitor.send(.post, "/leave/saved")
            _ = try await commands()
            #expect(try await visitor.send(.get, "/page").text == "info:saved")
            // The script itself sets the session.
            #expect(Set(try await commands()).subtracting(["expire 1"]) == ["evalsha 1", "get 2", "set 1"])
        }
    }
}
