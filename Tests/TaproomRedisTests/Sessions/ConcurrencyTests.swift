import Foundation
import TaproomHTTP
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// Many concurrent requests in one session, with a real Redis. No change that got a 200 is lost.
@Suite struct ConcurrencyTests {
    @Test func twoThousandPoursAreTwoThousand() async throws {
        let redis = try await RedisServer.start()
        let store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
        try await SessionApp(store).app.test(.live) { client in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            #expect(await flood(client, "/pour", cookie: visitor.cookie, count: 2000, at: 32) == 0)
            #expect(try await visitor.send(.get, "/look").text == "2000")
        }
    }

    @Test func twoProcessesAndAThirdFieldLoseNothing() async throws {
        let redis = try await RedisServer.start()
        // Each application has its own loops and connections, and does not know the other one.
        let one = try SessionApp(RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))).app
        let two = try SessionApp(RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))).app
        try await one.test(.live) { first in
            try await two.test(.live) { second in
                let visitor = Visitor(first)
                try await visitor.send(.get, "/look")
                let cookie = visitor.cookie
                async let left = flood(first, "/pour", cookie: cookie, count: 1000, at: 16)
                async let right = flood(second, "/pour", cookie: cookie, count: 1000, at: 16)
                async let other = flood(second, "/count/other", cookie: cookie, count: 500, at: 8)
                async let list = flood(first, "/append/x", cookie: cookie, count: 200, at: 4)
                #expect(await left + right + other + list == 0)
                #expect(try await visitor.send(.get, "/look").text == "2000")
                let stored = try await redis.cli("get", "sess:\(visitor.sessionID)")
                #expect(stored.contains(#""other":500"#))
                #expect(stored.components(separatedBy: #""x""#).count == 201)
            }
        }
    }

    /// The writer behaves like express-session: it loads the whole value, changes one field, and stores the whole
    /// value.
    @Test func whatAnExpressLikeWriterStoresIsKept() async throws {
        let redis = try await RedisServer.start()
        let client = RedisClient(try RedisURL(redis.url), timeout: .seconds(20))
        try await SessionApp(RedisStore(client)).app.test(.live) { http in
            let visitor = Visitor(http)
            try await visitor.send(.get, "/look")
            let key = "sess:" + visitor.sessionID
            let cookie = visitor.cookie
            async let pours = flood(http, "/pour", cookie: cookie, count: 500, at: 16)
            for number in 1...100 {
                guard
                    case .bytes(let json) = try await client.send(
                        .anywhere,
                        {
                            $0.begin(2); $0.add("GET"); $0.add(key)
                        })
                else { return #expect(Bool(false), "the session is gone") }
                var fields = try JSONFields(json)
                fields.set("express\(number)", Array("1".utf8))
                let whole = fields.bytes
                _ = try await client.send(.anywhere) { writer in
                    writer.begin(5)
                    writer.add("SET")
                    writer.add(key)
                    writer.add(whole)
                    writer.add("EX")
                    writer.add(60)
                }
            }
            #expect(await pours == 0)
            let stored = try await redis.cli("get", key)
            for number in 1...100 { #expect(stored.contains("\"express\(number)\":1")) }
        }
    }
}
