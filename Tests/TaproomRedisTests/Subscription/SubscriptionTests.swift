import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Publish and subscribe. Each test has its own Redis.
@Suite(.timeLimit(.minutes(1))) struct SubscriptionTests {
    private let server: RedisServer
    private let redis: RedisClient

    init() async throws {
        server = try await RedisServer.start()
        redis = RedisClient(try RedisURL(server.url), timeout: .seconds(20))
    }

    /// Returns the number of connections that subscribe to a channel.
    private func subscribers(_ channel: String = "room") async throws -> Int {
        let reply = try await redis.command("PUBSUB", "NUMSUB", channel)
        return reply.elements?.last?.int ?? -1
    }

    private func nobodySubscribes() async throws {
        try await eventually("the end of the subscription") { try await subscribers() == 0 }
    }

    @Test func aMessageComesAsItWasSent() async throws {
        var messages = try await redis.subscribe(to: "room").makeAsyncIterator()
        let sent: [[UInt8]] = [Array("größer\r\n".utf8), [], [0, 255, 13, 10, 0], Array(repeating: 7, count: 300_000)]
        for bytes in sent {
            #expect(try await redis.publish("room", bytes) == 1)
            let message = try #require(try await messages.next())
            #expect(message.bytes == bytes)
            #expect(message.channel == "room")
            #expect(message.missed == nil)
        }
        try await redis.publish("room", 7)
        #expect(try await messages.next()?.text == "7")
        try await redis.publish("room", [0x61, 0xff] as [UInt8])
        #expect(try await messages.next()?.text == "a\u{fffd}")
    }

    @Test func twoSubscribersOfAChannelHaveOneConnection() async throws {
        let first = try await redis.subscribe(to: "room")
        let second = try await redis.subscribe(to: "room")
        #expect(try await redis.publish("room", "hello") == 1)
        for subscription in [first, second] {
            for try await message in subscription {
                #expect(message.text == "hello")
                break
            }
        }
        let clients = try await server.cli("client", "list", "type", "pubsub").split(separator: "\n")
        #expect(clients.count == 1)
    }

    @Test func otherChannelsAreForOthers() async throws {
        let one = try await redis.subscribe(to: "one")
        let both = try await redis.subscribe(to: "one", "two", "two")
        for channel in ["three", "two", "one"] { try await redis.publish(channel, "in \(channel)") }
        var texts: [String] = []
        for try await message in both {
            texts.append("\(message.channel): \(message.text)")
            if texts.count == 2 { break }
        }
        #expect(texts == ["two: in two", "one: in one"])
        for try await message in one {
            #expect(message.text == "in one")
            break
        }
    }

    /// Swift treats both spellings as equal.
    @Test func twoSpellingsAreTwoChannels() async throws {
        let composed = try await redis.subscribe(to: "caf\u{e9}")
        let decomposed = try await redis.subscribe(to: "cafe\u{301}")
        try await redis.publish("cafe\u{301}", "decomposed")
        try await redis.publish("caf\u{e9}", "composed")
        for (subscription, text) in [(composed, "composed"), (decomposed, "decomposed")] {
            for try await message in subscription {
                #expect(message.text == text)
                break
            }
        }
    }

    @Test func aCancelledTaskUnsubscribes() async throws {
        let subscription = try await redis.subscribe(to: "room")
        let heard = Gate()
        let task = Task { [redis] in
            for try await _ in subscription { heard.open() }
            return try await redis.command("PING").string
        }
        try await redis.publish("room", "hello")
        await heard.pass()
        task.cancel()
        #expect(try await task.value == "PONG")
        try await nobodySubscribes()
        // The sequence still exists, and stays ended.
        for try await _ in subscription { Issue.record("a message behind the end") }
    }

    @Test func aLoopThatIsLeftUnsubscribes() async throws {
        let other = try await redis.subscribe(to: "other")
        func readOne() async throws {
            let subscription = try await redis.subscribe(to: "room", "other")
            #expect(try await subscribers() == 1)
            try await redis.publish("room", "hello")
            for try await _ in subscription { break }
        }
        try await readOne()
        try await nobodySubscribes()
        #expect(try await subscribers("other") == 1)
        try await redis.publish("other", "still")
        for try await message in other {
            #expect(message.text == "still")
            break
        }
    }

    @Test func onlyTheChannelsThatOthersReadStay() async throws {
        let other = try await redis.subscribe(to: "c5", "other")
        do {
            let many = try await redis.subscribe(to: "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9")
            #expect(try await redis.command("PUBSUB", "CHANNELS").elements?.count == 11)
            withExtendedLifetime(many) {}
        }
        try await eventually("the end of the other channels") {
            let channels = try await redis.command("PUBSUB", "CHANNELS").elements ?? []
            return channels.compactMap(\.string).sorted() == ["c5", "other"]
        }
        withExtendedLifetime(other) {}
    }

    @Test func aSlowReaderLosesTheOldest() async throws {
        let slow = try await redis.subscribe(to: "room", bufferLimit: 3)
        let quick = try await redis.subscribe(to: "room")
        for number in 1...10 { try await redis.publish("room", number) }
        for try await message in quick where message.text == "10" { break }
        // The command is sent on the same event loop, so both buffers have the last message after it.
        try await redis.command("PING")
        var read: [RedisMessage] = []
        for try await message in slow {
            read.append(message)
            if read.count == 3 { break }
        }
        #expect(read.map(\.text) == ["8", "9", "10"])
        #expect(read.map { $0.missed?.dropped } == [7, nil, nil])
        #expect(read.first?.missed?.wasDisconnected == false)
    }

    @Test func aLostConnectionIsMadeAnewAndTold() async throws {
        var events = try await redis.subscribe(to: "room", "other").events.makeAsyncIterator()
        var messages = try await redis.subscribe(to: "room").makeAsyncIterator()
        for round in 1...3 {
            try await redis.publish("room", "before \(round)")
            #expect(try await messages.next()?.text == "before \(round)")
            guard case .message(let message)? = try await events.next() else {
                Issue.record("no message in round \(round)")
                return
            }
            #expect(message.text == "before \(round)")

            #expect(try await server.cli("client", "kill", "type", "pubsub") == "1")
            guard case .missed(let missed)? = try await events.next() else {
                Issue.record("no word of the loss in round \(round)")
                return
            }
            #expect(missed == RedisMessage.Missed(wasDisconnected: true))
            try await eventually("both channels") {
                let (room, other) = (try await subscribers(), try await subscribers("other"))
                return room == 1 && other == 1
            }
            try await redis.publish("room", "after \(round)")
            let after = try await messages.next()
            #expect(after?.text == "after \(round)")
            #expect(after?.missed == RedisMessage.Missed(wasDisconnected: true))
            while case .missed? = try await events.next() {}
        }
    }

    @Test func aSubscriptionThatEndedWhileRedisWasAwayStaysEnded() async throws {
        var kept = try await redis.subscribe(to: "kept").events.makeAsyncIterator()
        func loseTheConnection() async throws {
            let subscription = try await redis.subscribe(to: "room")
            #expect(try await server.cli("client", "kill", "type", "pubsub") == "1")
            withExtendedLifetime(subscription) {}
        }
        try await loseTheConnection()
        guard case .missed? = try await kept.next() else {
            Issue.record("no word of the loss")
            return
        }
        try await nobodySubscribes()
    }

    @Test func aConnectionThatHangsIsFoundOut() async throws {
        let recorder = LogRecorder()
        let redis = RedisClient(try RedisURL(server.url), timeout: .milliseconds(300), logger: recorder.logger)
        var events = try await redis.subscribe(to: "room").events.makeAsyncIterator()
        server.setHanging(true)
        let loop = try redis.startedOwnLoop()
        await loop.run {
            let heartbeat = redis.connections.on(loop).subscriber.heartbeat
            heartbeat.timerFired(LoopTimer(target: heartbeat))
        }
        try await eventually("the end of the connection") {
            recorder.messages.contains { $0.hasPrefix("Redis is away") }
        }
        server.setHanging(false)
        #expect(try await events.next() == .missed(RedisMessage.Missed(wasDisconnected: true)))
    }

    @Test func aRedisThatIsNotThereIsAnError() async throws {
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:1"), timeout: .milliseconds(100))
        let error = await #expect(throws: RedisError.self) { _ = try await redis.subscribe(to: "room") }
        #expect(error.map { "\($0)" }?.hasPrefix("Redis can't be reached: ") == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func aUserWhoMayNotSubscribeIsTold() async throws {
        let rules = ["on", ">secret", "+ping", "+subscribe", "&news"]
        #expect(try await server.cli(["acl", "setuser", "beer", "reset"] + rules) == "OK")
        let url = try RedisURL("redis://beer:secret@127.0.0.1:\(server.port)")
        let redis = RedisClient(url, timeout: .seconds(20))
        let error = await #expect(throws: RedisError.self) { _ = try await redis.subscribe(to: "room") }
        #expect(error.map { "\($0)" }?.hasPrefix("Redis answered: NOPERM") == true)
        var messages = try await redis.subscribe(to: "news").makeAsyncIterator()
        try await self.redis.publish("news", "hello")
        #expect(try await messages.next()?.text == "hello")
    }

    @Test func aRefusalToSubscribeAgainIsAnErrorOfTheReader() async throws {
        let mayHangUp = Signal()
        let scripted = try ScriptedRedis { number, line in
            line.acceptHandshake()
            line.hear("room")
            if number == 1 {
                line.say("*3\r\n$9\r\nsubscribe\r\n$4\r\nroom\r\n:1\r\n")
                line.say("*3\r\n$7\r\nmessage\r\n$4\r\nroom\r\n$5\r\nhello\r\n")
                mayHangUp.wait()
            } else {
                line.say("-NOPERM not any more\r\n")
                line.hearNoMore()
            }
        }
        defer { scripted.stop() }
        let redis = RedisClient(try RedisURL("redis://127.0.0.1:\(scripted.port)"), timeout: .seconds(20))
        var messages = try await redis.subscribe(to: "room").makeAsyncIterator()
        #expect(try await messages.next()?.text == "hello")
        mayHangUp.give()
        let error = await #expect(throws: RedisError.self) { _ = try await messages.next() }
        #expect(error.map { "\($0)" } == "Redis answered: NOPERM not any more")
        #expect(try await messages.next() == nil)
    }

    @Test func aStreamOfEventsReadsItUntilItsBrowserGoes() async throws {
        let app = Application()
        let open = Mutex<TestEvents?>(nil)
        let redis = redis
        app.get("/events") { _ in
            let messages = try await redis.subscribe(to: "room")
            return Response.events { events in
                for try await message in messages { try await events.send(message.text) }
            }
        }
        try await app.test(.live) { client in
            for text in ["one", "two"] {
                let events = try await client.events("/events")
                try await redis.publish("room", text)
                for try await event in events {
                    #expect(event.data == text)
                    break
                }
            }
            try await nobodySubscribes()
            // The stream is left open. The test passes if the server stops nevertheless.
            let events = try await client.events("/events")
            open.withLock { $0 = events }
        }
        try await nobodySubscribes()
    }

    @Test func aSubscriptionThatOutlivesItsServerEnds() async throws {
        let kept = Mutex<RedisSubscription?>(nil)
        let app = Application()
        let redis = redis
        app.get("/") { _ in
            let subscription = try await redis.subscribe(to: "room")
            kept.withLock { $0 = subscription }
            return "subscribed"
        }
        try await app.test(.live) { client async throws in
            #expect(try await client.get("/").text == "subscribed")
            #expect(try await subscribers() == 1)
        }
        let subscription = try #require(kept.withLock { $0 })
        await #expect(throws: RedisError.self) {
            for try await _ in subscription { Issue.record("a message") }
        }
    }
}
