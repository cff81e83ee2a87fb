import Foundation
import Taproom
import TaproomTesting
import Testing

@testable import Chat

/// An error of the API (RFC 9457).
private struct Problem: Decodable {
    var status: Int
    var fields: [String: String]
}

@Suite(.timeLimit(.minutes(1))) struct ChatTests {
    private func application(_ redis: RedisServer, historyLength: Int = 50) throws -> Application {
        try makeApplication(
            Settings(
                secret: "only for tests, of enough bytes", redis: try redis.client(), historyLength: historyLength))
    }

    /// Serves the room with two servers that share a Redis, each with its own client.
    private func serve(
        historyLength: Int = 50, _ test: (_ first: TestClient, _ second: TestClient, RedisServer) async throws -> Void
    ) async throws {
        let redis = try RedisServer()
        try await application(redis, historyLength: historyLength).test(.live) { first in
            try await application(redis, historyLength: historyLength).test(.live) { second in
                try await test(first, second, redis)
            }
        }
    }

    private func enter(_ client: TestClient, as name: String) async throws {
        let response = try await client.post("/name", form: ["name": name])
        try #require(response.status == .seeOther)
    }

    /// Sends a message as the page's script does.
    @discardableResult
    private func say(_ text: String, _ client: TestClient) async throws -> Message {
        let response = try await client.post("/messages", headers: ["Accept": "application/json"], form: ["text": text])
        try #require(response.status == .created)
        return try response.json(Message.self)
    }

    /// Reads a number of messages from a stream, then leaves it.
    private func read(_ count: Int, of events: TestEvents) async throws -> [Message] {
        var messages: [Message] = []
        for try await event in events {
            let message = try JSONDecoder().decode(Message.self, from: Data(event.data.utf8))
            #expect(event.id == message.id)
            messages.append(message)
            if messages.count == count { break }
        }
        return messages
    }

    @Test func aMessageIsSeenAtEveryServer() async throws {
        try await serve { first, second, _ in
            try await enter(first, as: "ann")
            try await enter(second, as: "bob")
            let atFirst = try await first.events("/events")
            let atSecond = try await second.events("/events")
            let sent = [try await say("from the first", first), try await say("from the second", second)]
            #expect(sent.map(\.author) == ["ann", "bob"])
            #expect(try await read(2, of: atFirst) == sent)
            #expect(try await read(2, of: atSecond) == sent)
            for client in [first, second] {
                let page = try await client.get("/").text
                #expect(page.contains("<b>ann</b> <span>from the first</span>"))
                #expect(page.contains("<b>bob</b> <span>from the second</span>"))
            }
        }
    }

    @Test func aNameIsKnownAtEveryServer() async throws {
        try await serve { first, second, _ in
            #expect(try await first.get("/").text.contains("Your name"))
            try await enter(first, as: " ann ")
            second.cookies = first.cookies
            #expect(try await second.get("/").text.contains(#"<label for="text">ann</label>"#))
            #expect(try await say("hello", second).author == "ann")
            #expect(try await second.newVisitor().get("/").text.contains("Your name"))
        }
    }

    @Test func whoConnectsAgainMissesNothing() async throws {
        try await serve { first, second, _ in
            try await enter(first, as: "ann")
            let events = try await second.events("/events")
            let one = try await say("one", first)
            #expect(try await read(1, of: events) == [one])
            let missed = [try await say("two", first), try await say("three", first)]
            let again = try await first.events("/events", lastEventID: one.id)
            let four = try await say("four", first)
            #expect(try await read(3, of: again) == missed + [four])
        }
    }

    @Test func eventsGoOnWhereThePageEnds() async throws {
        try await serve { first, second, _ in
            try await enter(first, as: "ann")
            let one = try await say("one", first)
            #expect(try await second.get("/").text.contains(#"data-after="\#(one.id)""#))
            let two = try await say("two", first)
            let events = try await second.events("/events?after=\(one.id)")
            #expect(try await read(1, of: events) == [two])
        }
    }

    @Test func nothingIsMissedWhenRedisClosesTheConnection() async throws {
        try await serve { first, second, server in
            let redis = try server.client()
            try await enter(first, as: "ann")
            let events = try await second.events("/events")
            let one = try await say("one", first)
            let closed = try await redis.command("CLIENT", "KILL", "TYPE", "pubsub")
            #expect(closed.int == 1)
            let two = try await say("two", first)
            #expect(try await read(2, of: events) == [one, two])
        }
    }

    @Test func onlyTheLastMessagesAreKept() async throws {
        try await serve(historyLength: 3) { first, second, _ in
            try await enter(first, as: "ann")
            var sent: [Message] = []
            for number in 1...5 { sent.append(try await say("message \(number)", first)) }
            let page = try await second.get("/").text
            #expect(!page.contains("message 2"))
            #expect(page.contains("message 3") && page.contains("message 5"))
            let events = try await second.events("/events", lastEventID: sent[0].id)
            #expect(try await read(3, of: events) == Array(sent.suffix(3)))
        }
    }

    @Test(arguments: ["", " \n", String(repeating: "a", count: 501)])
    func aMessageHas1To500Characters(_ text: String) async throws {
        try await serve { client, _, _ in
            try await enter(client, as: "ann")
            let page = try await client.post("/messages", form: ["text": text])
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("A message has 1 to 500 characters."))
            let script = try await client.post(
                "/messages", headers: ["Accept": "application/json"], form: ["text": text])
            #expect(script.status == .unprocessableContent)
            #expect(try script.json(Problem.self).fields == ["text": "A message has 1 to 500 characters."])
            #expect(try await !client.get("/").text.contains("<li>"))
        }
    }

    @Test func mistakesAreTold() async throws {
        try await serve { client, _, _ in
            #expect(try await client.post("/messages", form: ["text": "hello"]).status == .forbidden)
            for name in ["", " ", String(repeating: "a", count: 31)] {
                let page = try await client.post("/name", form: ["name": name])
                #expect(page.status == .unprocessableContent)
                #expect(page.text.contains("A name has 1 to 30 characters."))
            }
            for id in ["yesterday", "1", "1-", "-", "+", "(1-1"] {
                let events = try await client.get("/events", headers: ["Last-Event-ID": id])
                #expect(events.status == .badRequest, "\(id)")
            }
        }
    }

    @Test func aMessageIsNoHTML() async throws {
        try await serve { client, _, _ in
            try await enter(client, as: "<i>ann</i>")
            let page = try await client.post("/messages", form: ["text": "<script>alert(1)</script>"])
            #expect(page.status == .seeOther)
            let room = try await client.get("/")
            #expect(room.text.contains("<b>&lt;i&gt;ann&lt;/i&gt;</b> <span>&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(room.headers["Content-Security-Policy"]?.contains("default-src 'self'") == true)
        }
    }

    @Test func otherSitesSayNothing() async throws {
        try await serve { client, _, _ in
            try await enter(client, as: "ann")
            let forged = try await client.post(
                "/messages", headers: ["Sec-Fetch-Site": "cross-site"], form: ["text": "forged"])
            #expect(forged.status == .forbidden)
            #expect(try await !client.get("/").text.contains("forged"))
        }
    }

    @Test func aServerWithListenersStopsAtOnce() async throws {
        let redis = try RedisServer()
        let server = try await application(redis).start(port: 0)
        let client = TestClient(port: server.port)
        try await enter(client, as: "ann")
        var streams: [TestEvents] = []
        for _ in 0..<20 { streams.append(try await client.events("/events")) }
        let hello = try await say("hello", client)
        #expect(try await read(1, of: streams[0]) == [hello])

        let start = ContinuousClock.now
        await server.stop()
        #expect(ContinuousClock.now - start < .seconds(3))
        // The streams end properly: each has received its message, and nothing follows.
        for events in streams.dropFirst() {
            var count = 0
            for try await _ in events { count += 1 }
            #expect(count == 1)
        }
    }
}
