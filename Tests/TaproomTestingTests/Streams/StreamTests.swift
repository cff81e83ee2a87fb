import Taproom
import TaproomTesting
import Testing

/// Streams arrive piece by piece, and end with the loop that reads them.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    /// Messages of a handler to the test.
    private struct Notices: Sendable {
        private let stream: AsyncStream<String>
        private let continuation: AsyncStream<String>.Continuation

        init() {
            (stream, continuation) = AsyncStream.makeStream()
        }

        func tell(_ text: String) {
            continuation.yield(text)
        }

        /// Returns the next message. The suite's time limit ends a wait in vain.
        func next() async -> String? {
            await stream.first { _ in true }
        }
    }

    private static func app(_ notices: Notices = Notices()) -> Application {
        let app = Application()
        app.get("/endless") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    defer { notices.tell(Task.isCancelled ? "cancelled" : "ended") }
                    while true { try await writer.write([UInt8](repeating: 0x78, count: 10_000)) }
                })
        }
        app.get("/waiting") { _ in
            Response.events { events in
                defer { notices.tell(Task.isCancelled ? "cancelled" : "ended") }
                try await events.send("one")
                try await Task.sleep(for: .seconds(600))
            }
        }
        app.get("/three") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    for text in ["one ", "two ", "three"] { try await writer.write(text) }
                })
        }
        app.get("/broken") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("half")
                    throw HTTPError(.conflict)
                })
        }
        app.get("/raw") { request in
            Response(contentType: "text/event-stream", body: .text(request.query["text"] ?? ""))
        }
        app.post("/echo") { request in
            let body = try await request.body.collect()
            return Response(status: .accepted, body: .stream(length: nil) { writer in try await writer.write(body) })
        }
        app.get("/page") { _ in Response(String(repeating: "long page ", count: 100)) }
        return app
    }

    @Test(arguments: TestMode.allCases)
    func aStreamIsReadToItsEnd(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            var bytes: [UInt8] = []
            for try await chunk in try await client.stream("/three") { bytes += chunk }
            #expect(String(decoding: bytes, as: UTF8.self) == "one two three")

            let echo = try await client.stream("/echo", method: .post, body: "content")
            #expect(echo.status == .accepted)
            #expect(echo.headers["Transfer-Encoding"] == "chunked")
            for try await chunk in echo { #expect(chunk == Array("content".utf8)) }
        }
    }

    @Test(arguments: TestMode.allCases)
    func toLeaveALoopEndsTheHandler(_ mode: TestMode) async throws {
        let notices = Notices()
        try await Self.app(notices).test(mode) { client in
            var count = 0
            for try await chunk in try await client.stream("/endless") {
                count += chunk.count
                if count > 200_000 { break }
            }
            #expect(await notices.next() != nil)
            for try await event in try await client.events("/waiting") {
                #expect(event == TestEvent(data: "one"))
                break
            }
            #expect(await notices.next() == "cancelled")
        }
    }

    /// The server's stop would wait for the stream, for longer than the suite may take.
    @Test(arguments: TestMode.allCases)
    func aStreamThatIsLeftOpenEndsWithTheTest(_ mode: TestMode) async throws {
        let notices = Notices()
        let app = Self.app(notices)
        app.settings.shutdownGrace = .seconds(600)
        let events = try await app.test(mode) { client in try await client.events("/waiting") }
        #expect(await notices.next() == "cancelled")
        await #expect(throws: TestError.self) { for try await _ in events {} }
    }

    @Test(arguments: TestMode.allCases)
    func aStreamIsReadByOneLoop(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            let stream = try await client.stream("/three")
            for try await _ in stream { break }
            let error = await #expect(throws: TestError.self) { for try await _ in stream {} }
            #expect(error?.description == "GET /three: a stream is read by one loop; ask for it again")
        }
    }

    @Test(arguments: TestMode.allCases)
    func aStreamThatBreaksOffIsAnError(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            let error = await #expect(throws: TestError.self) { try await client.get("/broken") }
            #expect(error?.kind == .noResponse)
            #expect(error?.description == "GET /broken: the connection ended before the response was whole")
            await #expect(throws: TestError.self) { for try await _ in try await client.stream("/broken") {} }
        }
    }

    @Test(arguments: TestMode.allCases)
    func whatIsNoEventStreamIsTold(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { client in
            let missing = await #expect(throws: TestError.self) { try await client.events("/nowhere") }
            #expect(missing?.kind == .unexpectedResponse)
            let words = "the response to GET /nowhere is no event stream. It came with 404 Not Found, "
            #expect(missing?.description.hasPrefix(words) == true, "\(String(describing: missing))")
            let page = await #expect(throws: TestError.self) { try await client.events("/page") }
            #expect(page?.description.contains("200 OK, text/plain; charset=utf-8, 1000 bytes: long page") == true)
        }
    }

    @Test(arguments: [
        ("data: a\n\ndata: b\n\n", ["message|a||", "message|b||"]),
        ("\u{feff}event: e\r\ndata: a\r\ndata:b\r\n\r\n", ["e|a\nb||"]),
        ("data\rid: 7\rretry: 10\r\rdata: x\r\r", ["message||7|10", "message|x||"]),
        (": comment\n\nevent: none\n\nid:  1\ndata:  x:y\nother: z\n\n", ["message| x:y| 1|"]),
        ("data: not whole\n", []), ("", []), ("retry: 1x\ndata: ä\n\n", ["message|ä||"]),
    ])
    func eventsAreReadAsBrowsersReadThem(_ text: String, _ expected: [String]) async throws {
        try await Self.app().test(.inProcess) { client in
            var events: [String] = []
            for try await event in try await client.events("/raw?text=\(PercentCoding.encode(text))") {
                events.append(
                    "\(event.name)|\(event.data)|\(event.id ?? "")|\(event.retry.map { "\($0)" } ?? "")")
            }
            #expect(events == expected)
        }
    }
}
