import Dispatch
import Taproom
import TaproomTesting
import Testing

/// No wait is endless, and the error names the missing thing.
@Suite(.timeLimit(.minutes(1))) struct TimeoutTests {
    private let app = Application()

    init() {
        app.get("/never") { _ in
            try await Task.sleep(for: .seconds(600))
            return "late"
        }
        app.get("/half") { _ in
            Response(
                body: .stream(length: 10) { writer in
                    try await writer.write("half")
                    try await Task.sleep(for: .seconds(600))
                })
        }
        app.get("/ticks") { _ in
            Response.events { events in
                for number in 1...3 { try await events.send("\(number)") }
                while true {
                    try await Task.sleep(for: .milliseconds(10))
                    try await events.sendComment("no event")
                }
            }
        }
        app.get("/text") { _ in "text" }
    }

    /// Expects a time-out that names the awaited thing. On a busy machine, earlier steps take their time, so longer
    /// time-outs are tried.
    private func expectTimeout(
        _ mode: TestMode, waitingFor what: String, _ body: (TestClient) async throws -> Void
    ) async throws {
        var messages: [String] = []
        for (timeout, seconds) in [(250, "0.25 s"), (1000, "1 s"), (4000, "4 s"), (12_000, "12 s")] {
            let error = try await app.test(mode) { client in
                client.timeout = .milliseconds(timeout)
                return await #expect(throws: TestError.self) { try await body(client) }
            }
            #expect(error?.kind == .timeout)
            if error?.description == "timed out after \(seconds) waiting for \(what)" { return }
            messages.append(error?.description ?? "none")
        }
        Issue.record("nothing was waiting for \(what): \(messages)")
    }

    @Test(arguments: TestMode.allCases)
    func aResponseThatDoesNotCome(_ mode: TestMode) async throws {
        try await expectTimeout(mode, waitingFor: "the response to GET /never") { try await $0.get("/never") }
    }

    @Test(arguments: TestMode.allCases)
    func aResponseThatDoesNotEnd(_ mode: TestMode) async throws {
        try await expectTimeout(mode, waitingFor: "the rest of the response to GET /half; 4 bytes had come") {
            try await $0.get("/half")
        }
    }

    @Test(arguments: TestMode.allCases)
    func anEventThatDoesNotCome(_ mode: TestMode) async throws {
        try await expectTimeout(mode, waitingFor: "the next event of GET /ticks; 3 had come") { client in
            for try await _ in try await client.events("/ticks") {}
        }
    }

    @Test(arguments: TestMode.allCases)
    func aChunkThatDoesNotCome(_ mode: TestMode) async throws {
        try await expectTimeout(mode, waitingFor: "the next chunk of GET /half; 4 bytes had come") { client in
            for try await _ in try await client.stream("/half") {}
        }
    }

    @Test(arguments: TestMode.allCases)
    func theServerLivesOn(_ mode: TestMode) async throws {
        try await app.test(mode) { client async throws in
            let task = Task { try await client.get("/never") }
            task.cancel()
            _ = try? await task.value
            #expect(try await client.get("/text").text == "text")
        }
    }

    @Test(arguments: TestMode.allCases)
    func aTaskThatIsCancelledWaitsNoLonger(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let task = Task { try await client.get("/never") }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    /// The test neither waits forever nor fails, because the server's grace time ends.
    @Test(arguments: TestMode.allCases)
    func aHandlerThatIgnoresItsCancellationIsLeft(_ mode: TestMode) async throws {
        let (stream, door) = AsyncStream<Void>.makeStream()
        defer { door.finish() }
        app.settings.shutdownGrace = .milliseconds(50)
        app.get("/deaf") { _ in
            // Cancellation does not reach a separate task.
            await Task { for await _ in stream {} }.value
            return "open"
        }
        let error = try await app.test(mode) { client in
            client.timeout = .milliseconds(200)
            return await #expect(throws: TestError.self) { try await client.get("/deaf") }
        }
        #expect(error?.kind == .timeout)
    }

    @Test func aServerThatDoesNotStopIsTold() async throws {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        let door = DispatchSemaphore(value: 0)
        defer { door.signal() }
        app.settings.shutdownGrace = .milliseconds(50)
        app.settings.threads = 1
        app.get("/blocking") { _ in
            arrival.yield()
            door.wait()
            return "open"
        }
        let error = await #expect(throws: TestError.self) {
            try await app.test(.live, timeout: .milliseconds(200)) { client in
                Task { try await client.get("/blocking") }
                _ = await arrivals.first { true }
            }
        }
        #expect(error?.description == "timed out after 0.25 s waiting for the server to stop")
    }

    @Test func aPortOnWhichNobodyListensIsTold() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let client = TestClient(port: server.port, timeout: .seconds(5))
        #expect(try await client.get("/text").text == "text")
        await server.stop()
        let error = await #expect(throws: TestError.self) { try await client.get("/text") }
        #expect(error?.kind == .noResponse)
        #expect(error?.description.contains("Connection refused") == true, "\(String(describing: error))")
        for port in [0, -1, 70_000] {
            await #expect(throws: TestError.self) { try await TestClient(port: port).get("/") }
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.max)])
    func anyTimeoutCanBeWaitedFor(_ timeout: Duration) async throws {
        for mode in TestMode.allCases {
            try await app.test(mode) { client in
                client.timeout = timeout
                _ = try? await client.get("/text")
            }
        }
    }
}
