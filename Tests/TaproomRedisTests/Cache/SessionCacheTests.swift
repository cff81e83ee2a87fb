import Foundation
import Synchronization
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis
@testable import TaproomSessions

/// The cache that Redis keeps current. Each test has its own Redis, and one or two processes, each with its own loop,
/// connection and cache.
@Suite struct SessionCacheTests {
    /// A process: a store with a cache, on its own event loop.
    private final class Side: Sendable {
        let loop: EventLoop
        let store: RedisStore

        init(_ redis: RedisServer, limit: Int = 100) throws {
            loop = try EventLoop(name: "test")
            try loop.start()
            var options = RedisStore.Options()
            options.cacheLimit = limit
            store = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)), options: options)
        }

        func get(_ id: String) async throws -> String? {
            try await run { try await $0.get(id) }.map { String(decoding: $0, as: UTF8.self) }
        }

        /// Runs `body` on the loop's thread.
        @concurrent
        func run<Value: Sendable>(_ body: @concurrent (RedisStore) async throws -> Value) async throws -> Value {
            try await loop.run { try await body(store) }
        }

        /// Waits until two reads cost one GET, which shows that the cache is in use.
        func warmUp(_ redis: RedisServer) async throws {
            _ = try await redis.cli("set", "sess:warm", "{}")
            try await eventually("the cache to be used") {
                _ = try await get("warm")
                let before = try await redis.gets
                _ = try await get("warm")
                return try await redis.gets == before
            }
        }

        deinit { loop.stop() }
    }

    @Test func whatIsReadTwiceIsAskedForOnce() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        try await side.warmUp(redis)
        _ = try await redis.cli("set", "sess:a", "{\"n\":1}")
        #expect(try await side.get("a") == "{\"n\":1}")
        let before = try await redis.gets
        for _ in 0..<50 { #expect(try await side.get("a") == "{\"n\":1}") }
        #expect(try await redis.gets == before)
    }

    @Test func whatAnotherChangesOrDestroysIsSeen() async throws {
        let redis = try await RedisServer.start()
        let one = try Side(redis)
        let two = try Side(redis)
        try await one.warmUp(redis)
        try await two.warmUp(redis)
        let now = Int(Date.now.timeIntervalSince1970 * 1000)
        let record = { @Sendable (json: String) in
            SessionRecord(json: Array(json.utf8), expires: now + 60_000, now: now)
        }
        for round in 1...20 {
            let json = "{\"n\":\(round)}"
            try await one.run { try await $0.set("a", record(json)) }
            #expect(try await one.get("a") == json)
            try await eventually("change \(round)") { try await two.get("a") == json }
        }
        try await one.run { try await $0.destroy("a") }
        #expect(try await one.get("a") == nil)
        try await eventually("the end of the session") { try await two.get("a") == nil }
    }

    @Test func aLostConnectionEmptiesIt() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        for kind in ["pubsub", "normal"] {
            try await side.warmUp(redis)
            _ = try await redis.cli("set", "sess:a", "{\"n\":1}")
            try await eventually("the first change (\(kind))") { try await side.get("a") == "{\"n\":1}" }
            _ = try await redis.cli("client", "kill", "type", kind)
            _ = try await redis.cli("set", "sess:a", "{\"n\":2}")
            try await eventually("the second change (\(kind))") { (try? await side.get("a")) == "{\"n\":2}" }
        }
    }

    /// Runs `body` with one loop's cache, once Redis tells it about changes.
    private func withCache<Value: Sendable>(
        _ side: Side, _ redis: RedisServer, _ body: @Sendable (SessionCache, RedisNode) throws -> Value
    ) async throws -> Value {
        try await side.warmUp(redis)
        return try await side.run { store in
            let cache = try #require(store.cache)
            let node = try #require(store.connections?.here?.node)
            try #require(cache.tracking(of: node).isTracking)
            return try body(cache, node)
        }
    }

    private static func invalidation(_ keys: RedisValue) -> RedisValue {
        .array([.bytes(Array("message".utf8)), .bytes(Array("__redis__:invalidate".utf8)), keys])
    }

    private static let changes: [String: @Sendable (SessionCache, RedisNode) -> Void] = [
        "another's change": {
            let tracking = $0.tracking(of: $1)
            tracking.received(invalidation(.array([.bytes(Array("sess:a".utf8))])), from: tracking.listener)
        },
        "the end of all keys": {
            let tracking = $0.tracking(of: $1)
            tracking.received(invalidation(.null), from: tracking.listener)
        },
        "a change of one's own": { cache, _ in cache.forget("a") },
        "a later load": { _ = $0.beginLoad("a", at: $1) },
        "the loss of the commands' connection": { $0.tracking(of: $1).connectionIsLost($1.connection) },
        "the loss of the listener": { $0.tracking(of: $1).connectionIsLost($1.startedListener()) },
    ]

    @Test(arguments: changes.keys.sorted()) func whatChangedWhileItWasLoadingIsNotKept(_ name: String) async throws {
        let redis = try await RedisServer.start()
        let change = try #require(Self.changes[name])
        let kept = try await withCache(try Side(redis), redis) { cache, node in
            var kept: [[UInt8]?] = []
            let load = try #require(cache.beginLoad("b", at: node))
            cache.finishLoad("b", load, [1], endsIn: 60_000)
            kept.append(cache.json("b"))
            let other = try #require(cache.beginLoad("a", at: node))
            change(cache, node)
            cache.finishLoad("a", other, [2], endsIn: 60_000)
            kept.append(cache.json("a"))
            return kept
        }
        #expect(kept == [[1], nil])
    }

    /// The cache is empty before any request can use it: the observer of the loss looks into it.
    @Test(arguments: [true, false]) func theLossOfEitherConnectionEmptiesItAtOnce(_ isListener: Bool) async throws {
        final class Witness: RedisConnectionObserver, @unchecked Sendable {
            let heard = Mutex<(isTracking: Bool, json: [UInt8]?)?>(nil)
            nonisolated(unsafe) weak var cache: SessionCache?
            nonisolated(unsafe) weak var tracking: NodeTracking?

            func connectionIsReady(_ connection: RedisConnection) {}
            func received(_ push: RedisValue, from connection: RedisConnection) {}
            func connectionIsLost(_ connection: RedisConnection) {
                if let cache, let tracking { heard.withLock { $0 = (tracking.isTracking, cache.json("a")) } }
            }
        }
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        let witness = Witness()
        let before = try await withCache(side, redis) { cache, node in
            let load = try #require(cache.beginLoad("a", at: node))
            cache.finishLoad("a", load, [1], endsIn: 60_000)
            witness.cache = cache
            witness.tracking = cache.tracking(of: node)
            (isListener ? node.startedListener() : node.connection).add(witness)
            return cache.json("a")
        }
        #expect(before == [1])
        _ = try await redis.cli("client", "kill", "type", isListener ? "pubsub" : "normal")
        try await eventually("the loss of the connection") { witness.heard.withLock { $0 != nil } }
        let heard = witness.heard.withLock { $0 }
        #expect(heard?.isTracking == false)
        #expect(heard?.json == nil)
    }

    /// The cache, the connections and the loop refer to each other.
    @Test func nothingOfItOutlivesItsLoop() async throws {
        let redis = try await RedisServer.start()
        final class Remains: @unchecked Sendable {
            weak var loop: EventLoop?
            weak var cache: SessionCache?
        }
        let remains = Remains()
        do {
            let side = try Side(redis)
            try await side.warmUp(redis)
            remains.loop = side.loop
            try await side.run { remains.cache = $0.cache }
            #expect(remains.cache != nil)
        }
        try await eventually("the end of loop and cache") { remains.loop == nil && remains.cache == nil }
    }

    @Test func anEmptiedRedisIsAnEmptyCache() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        try await side.warmUp(redis)
        _ = try await redis.cli("set", "sess:a", "{\"n\":1}")
        #expect(try await side.get("a") != nil)
        _ = try await redis.cli("flushall")
        try await eventually("an empty cache") { try await side.get("a") == nil }
    }

    @Test func whatIsKeptEndsWhenItEndsInRedis() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        try await side.warmUp(redis)
        // Repeats the attempt if a busy machine takes longer than the session lives.
        try await eventually("the session") {
            _ = try await redis.cli("set", "sess:a", "{\"n\":1}", "px", "2000")
            return try await side.get("a") == "{\"n\":1}"
        }
        try await eventually("the end of the session") { try await side.get("a") == nil }
    }

    @Test func cachesOfTwoProcessesLoseNoUpdate() async throws {
        let redis = try await RedisServer.start()
        var options = RedisStore.Options()
        options.cacheLimit = 100
        let one = try SessionApp(
            RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)), options: options)
        ) {
            $0.touchAfter = .seconds(10)
        }
        let two = try SessionApp(
            RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)), options: options)
        ) {
            $0.touchAfter = .seconds(10)
        }
        try await one.app.test(.live) { first in
            try await two.app.test(.live) { second in
                let visitor = Visitor(first)
                try await visitor.send(.get, "/look")
                let cookie = visitor.cookie
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in [first, second] {
                        for _ in 0..<4 {
                            group.addTask {
                                let visitor = Visitor(client, cookie: cookie)
                                for _ in 0..<100 {
                                    let pour = try await visitor.send(.post, "/pour")
                                    #expect(pour.status == 200)
                                    let look = try await visitor.send(.get, "/look")
                                    #expect(look.status == 200)
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                try await eventually("all updates") { try await visitor.send(.get, "/look").text == "800" }
                try await visitor.send(.post, "/logout")
                let other = Visitor(second, cookie: cookie)
                try await eventually("the end of the session") {
                    other.cookie = cookie
                    return try await other.send(.get, "/look").text == "0"
                }
            }
        }
    }

    @Test func itIsBounded() {
        var sessions = CachedSessions(limit: 10)
        for number in 0..<10_000 {
            sessions.insert("\(number % 30)", Array("\(number)".utf8), end: .max)
            #expect(sessions.count <= 10)
        }
        #expect(sessions.json("\(9_999 % 30)", now: 0) == Array("9999".utf8))
        sessions.insert("short", [1], end: 5)
        #expect(sessions.json("short", now: 4) == [1])
        #expect(sessions.json("short", now: 5) == nil)
        sessions.removeAll()
        #expect(sessions.count == 0)
    }

    /// The places of what has left make room for others as before.
    @Test(.timeLimit(.minutes(1))) func oneThatWasEmptiedIsBounded() {
        var sessions = CachedSessions(limit: 3)
        for _ in 0..<3 {
            for id in ["a", "b", "c", "d", "e"] { sessions.insert(id, Array(id.utf8), end: .max) }
            #expect(["a", "b", "c", "d", "e"].filter { sessions.json($0, now: 0) != nil } == ["c", "d", "e"])
            sessions.removeAll()
        }
    }

    @Test func itsSubscriberIsLookedAfterAgainAndAgain() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        try await side.warmUp(redis)
        let before = try await redis.calls("ping")
        try await eventually("three more PINGs") { try await redis.calls("ping") >= before + 3 }
    }

    /// A server that only reads from memory would not notice the loss of the connection that tracks changes.
    @Test func theConnectionThatTracksIsTriedToo() async throws {
        let redis = try await RedisServer.start()
        let side = try Side(redis)
        try await side.warmUp(redis)
        try await eventually("a PING of the connection that tracks") {
            try await redis.cli("client", "list").split(separator: "\n").contains {
                $0.contains("redir=") && !$0.contains("redir=-1") && $0.contains("cmd=ping")
            }
        }
    }

    @Test func whatComesInAnewLeavesInItsNewTurn() {
        var sessions = CachedSessions(limit: 3)
        for id in ["a", "b", "c", "a", "d"] { sessions.insert(id, Array(id.utf8), end: .max) }
        #expect(sessions.json("a", now: 0) != nil)
        #expect(sessions.json("b", now: 0) == nil)
        #expect(sessions.count == 3)
        sessions.remove("a")
        sessions.insert("e", [], end: .max)
        sessions.insert("f", [], end: .max)
        #expect(sessions.json("c", now: 0) == nil)
        #expect(sessions.json("d", now: 0) != nil, "a place that was left behind makes no room")
    }
}

extension RedisServer {
    /// The number of GET commands that it has run.
    fileprivate var gets: Int {
        get async throws { try await calls("get") }
    }

    /// Returns the number of commands of a name that it has run.
    fileprivate func calls(_ name: String) async throws -> Int {
        let lines = try await cli("info", "commandstats").split(whereSeparator: \.isNewline)
        let line = lines.first { $0.hasPrefix("cmdstat_\(name):") }
        return line?.firstMatch(of: /calls=(\d+)/).flatMap { Int($0.1) } ?? 0
    }
}
