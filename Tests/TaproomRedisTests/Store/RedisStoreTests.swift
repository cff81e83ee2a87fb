import Foundation
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// The Redis store's own options, against a real Redis.
@Suite struct RedisStoreTests {
    private let redis: RedisServer

    init() async throws {
        redis = try await RedisServer.start()
    }

    private func store(_ configure: (inout RedisStore.Options) -> Void) throws -> RedisStore {
        var options = RedisStore.Options()
        configure(&options)
        return RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)), options: options)
    }

    /// A serializer of an application. It inverts each byte.
    private struct Scrambler: SessionSerializer {
        func encode(_ json: [UInt8]) -> [UInt8] { json.map { ~$0 } }
        func decode(_ stored: [UInt8]) -> [UInt8] { stored.map { ~$0 } }
    }

    @Test func aSerializerOfOnesOwnLosesNoUpdate() async throws {
        let store = try store { $0.serializer = Scrambler() }
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            let cookie = visitor.cookie
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<20 {
                            let response = try? await Visitor(client, cookie: cookie).send(.post, "/pour")
                            #expect(response?.status == 200)
                        }
                    }
                }
            }
            #expect(try await visitor.send(.get, "/look").text == "60")
            #expect(try await redis.cli("get", "sess:\(visitor.sessionID)").contains("cookie") == false)
        }
    }

    @Test func prefixAndTimeToLiveAreSettable() async throws {
        let store = try store {
            $0.prefix = "beer*[:"
            $0.ttl = .custom { record in record.json.isEmpty ? 1 : 77 }
        }
        _ = try await redis.cli("set", "beerXX:other", "stays")
        try await SessionApp(store).app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.get, "/look")
            try await visitor.send(.get, "/look")
            let seconds = try #require(Int(try await redis.cli("ttl", "beer*[:\(visitor.sessionID)")))
            #expect(seconds > 60)
        }
        #expect(try await store.count() == 1)
        try await store.clear()
        #expect(try await store.count() == 0)
        #expect(try await redis.cli("get", "beerXX:other") == "stays")
    }

    @Test func withoutTTLSessionsStay() async throws {
        let store = try store { $0.disableTTL = true }
        try await SessionApp(store).app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            try await visitor.send(.post, "/pour")
            #expect(try await redis.cli("ttl", "sess:\(visitor.sessionID)") == "-1")
        }
    }

    @Test func aLookIsOneCommandWhereAskedFor() async throws {
        let store = try store { _ in }
        // A request that takes a second would touch once more. Here none does, however busy the machine is.
        let app = try SessionApp(store) { options in
            options.touchesOnRead = true
            options.clock = { 1_800_000_000_000 }
        }.app
        try await app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            try await visitor.send(.post, "/pour")
            _ = try await redis.cli("expire", "sess:\(visitor.sessionID)", "3000")
            _ = try await redis.cli("config", "resetstat")
            #expect(try await visitor.send(.get, "/look").text == "1")
            let stats = try await redis.cli("info", "commandstats")
            #expect(stats.contains("cmdstat_getex:calls=1"))
            #expect(!stats.contains("cmdstat_get:") && !stats.contains("cmdstat_expire:"))
            let seconds = try #require(Int(try await redis.cli("ttl", "sess:\(visitor.sessionID)")))
            #expect((0...60).contains(seconds))
        }
    }

    @Test func aScriptThatRedisForgotIsSentAgain() async throws {
        let store = try store { _ in }
        try await SessionApp(store).app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            for round in 1...3 {
                _ = try await redis.cli("script", "flush")
                #expect(try await visitor.send(.post, "/pour").text == "\(round)")
            }
        }
    }

    @Test func aMergeGivesTheSessionItsWholeLife() async throws {
        let store = try store { _ in }
        let change = SessionChange(
            base: Array(#"{"cookie":{},"n":0}"#.utf8),
            record: SessionRecord(json: Array(#"{"cookie":{},"n":1}"#.utf8), expires: 600_000, now: 0),
            edits: [.increment("n", by: 1)], editsCookie: false, cookie: [])
        let merged = #"{"cookie":{},"n":1,"other":true}"#
        for (life, less) in [("300", 300), ("5000", 600)] {
            _ = try await redis.cli("set", "sess:a", #"{"cookie":{},"n":0,"other":true}"#, "ex", life)
            #expect(try await store.update("a", change) == .merged(Array(merged.utf8)))
            let seconds = try #require(Int(try await redis.cli("ttl", "sess:a")))
            #expect(seconds > less)
        }
    }

    /// Work after the reply of a caller from another thread would delay all other such callers.
    @Test func callersFromElsewhereDoNotStayOnTheClientsLoop() async throws {
        let redis = try await RedisServer.start()
        let client = RedisClient(try RedisURL(redis.url), timeout: .seconds(20))
        let ping = { @Sendable (writer: inout CommandWriter) in
            writer.begin(1)
            writer.add("PING")
        }
        for _ in 0..<20 {
            _ = try await client.send(.anywhere, ping)
            #expect(EventLoop.current == nil)
            #expect(try await client.send([RoutedCommand(.anywhere, ping), RoutedCommand(.anywhere, ping)]).count == 2)
            #expect(EventLoop.current == nil)
        }
    }
}
