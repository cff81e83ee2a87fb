import Synchronization
import Taproom
import TaproomRedis
import TaproomTesting
import Testing

/// The examples of Documentation/StreamsAndEvents.md.
@Suite(.timeLimit(.minutes(2))) struct StreamsAndEventsGuideTests {
    private func streams(_ app: Application) {
        app.get("/numbers") { _ in
            Response.stream(contentType: "text/csv") { writer in
                for number in 1...3 { try await writer.write("\(number),\(number * number)\r\n") }
            }
        }
        app.get("/zeros") { _ in
            Response.stream(length: 1000) { writer in
                for _ in 0..<10 { try await writer.write([UInt8](repeating: 0x30, count: 100)) }
            }
        }
    }

    private func events(_ app: Application) {
        app.get("/prices") { _ in
            Response.events { events in try await events.send(json: ["stout": 420], event: "price") }
        }
        app.get("/ticks") { request in
            let last = request.headers["Last-Event-ID"].flatMap { Int($0) } ?? 0
            return Response.events { events in
                for number in (last + 1)... {
                    try await events.send("tick \(number)", event: "tick", id: "\(number)")
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
    }

    actor News {
        private var readers: [Int: AsyncStream<String>.Continuation] = [:]
        private var next = 0

        func subscribe() -> AsyncStream<String> {
            let (news, reader) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(100))
            let id = next
            next += 1
            readers[id] = reader
            reader.onTermination = { [weak self] _ in Task { await self?.remove(id) } }
            return news
        }

        func publish(_ text: String) {
            for reader in readers.values { reader.yield(text) }
        }

        private func remove(_ id: Int) { readers[id] = nil }
    }

    private func publishing(_ app: Application) {
        let news = News()
        app.get("/news") { _ in
            Response.events { events in
                let subscription = await news.subscribe()
                try await events.sendComment("subscribed")
                for await text in subscription { try await events.send(text) }
            }
        }
        app.post("/news") { request in
            await news.publish(try await request.form().require("text"))
        }
    }

    /// The routes are made, but not used, because there is no Redis here.
    private func fromOtherServers(_ app: Application, _ redis: RedisClient) {
        app.get("/headlines") { _ in
            let messages = try await redis.subscribe(to: "headlines")
            return Response.events { events in
                for try await message in messages { try await events.send(message.text) }
            }
        }
        app.post("/headlines") { request in
            let text = try await request.form().require("text")
            try await redis.publish("headlines", text)
        }
    }

    private func uploads(_ app: Application) {
        app.post("/longest-line", bodyLimit: 1_000_000_000) { request in
            var longest = 0
            var current = 0
            for try await chunk in request.body {
                for byte in chunk {
                    current = byte == UInt8(ascii: "\n") ? 0 : current + 1
                    longest = max(longest, current)
                }
            }
            return "\(longest)"
        }
    }

    @Test(arguments: TestMode.allCases) func streams(_ mode: TestMode) async throws {
        let app = Application()
        streams(app)
        events(app)
        publishing(app)
        uploads(app)
        try await app.test(mode) { client async throws in
            let numbers = try await client.get("/numbers")
            #expect(numbers.text == "1,1\r\n2,4\r\n3,9\r\n" && numbers.headers["Content-Type"] == "text/csv")
            #expect(try await client.get("/zeros").headers["Content-Length"] == "1000")
            var seen: [String] = []
            for try await event in try await client.events("/ticks", lastEventID: "7") {
                #expect(event.name == "tick" && event.id == event.data.split(separator: " ").last.map(String.init))
                seen.append(event.data)
                if seen.count == 2 { break }
            }
            #expect(seen == ["tick 8", "tick 9"])
            for try await event in try await client.events("/prices") {
                #expect(event.name == "price" && event.data == #"{"stout":420}"#)
            }
            #expect(try await client.post("/longest-line", body: "a\nabc\nab").text == "3")

            var chunks = try await client.stream("/news").makeAsyncIterator()
            let first = try await chunks.next()
            #expect(first.map { String(decoding: $0, as: UTF8.self) } == ": subscribed\n\n")
            #expect(try await client.post("/news", form: ["text": "Fog is on tap"]).status == .noContent)
            let second = try await chunks.next()
            #expect(second.map { String(decoding: $0, as: UTF8.self) } == "data: Fog is on tap\n\n")
        }
    }

    @Test func aStopEndsEvents() async throws {
        let app = Application()
        let hasEnded = Mutex(false)
        app.get("/ticks") { _ in
            Response.events { events in
                defer { hasEnded.withLock { $0 = true } }
                try await events.send("one")
                try await Task.sleep(for: .seconds(100))
            }
        }
        let server = try await app.start(port: 0)
        var ticks = try await TestClient(port: server.port).events("/ticks").makeAsyncIterator()
        #expect(try await ticks.next()?.data == "one")
        await server.stop()
        #expect(hasEnded.withLock { $0 })
    }
}
