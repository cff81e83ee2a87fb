import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import Testing

/// Handlers that sleep or call actors continue on other threads, while the connection's side stays on its loop.
@Suite struct OffTheLoopTests {
    /// An actor that requests of several loops use at the same time.
    private actor Counter {
        private(set) var count = 0

        func next() async -> Int {
            count += 1
            await Task.yield()
            return count
        }
    }

    /// Checks that each request returns to a loop, for middleware around handlers that leave it.
    private final class Homecomings: Middleware {
        let missed = Atomic<Int>(0)

        func respond(to request: Request, next: Next) async throws -> Response {
            defer { if EventLoop.current == nil { missed.add(1, ordering: .relaxed) } }
            return await next(request)
        }
    }

    /// Leaves the loop, because a task continues on another thread after a sleep.
    private static func sleep() async throws {
        try await Task.sleep(for: .milliseconds(1))
    }

    private let app = Application()
    private let counter = Counter()
    private let homecomings = Homecomings()

    init() {
        app.use(homecomings)
        let counter = counter
        app.get("/slept") { _ in
            try await Self.sleep()
            return "slept"
        }
        app.get("/thrown") { _ -> String in
            try await Self.sleep()
            throw HTTPError(.notFound)
        }
        app.get("/main") { _ in await MainActor.run { "main" } }
        app.get("/child") { _ in
            async let first = counter.next()
            async let second = counter.next()
            return await first + second > 2 ? "children" : "none"
        }
        app.post("/echo") { request in
            _ = await counter.next()
            try await Self.sleep()
            var content: [UInt8] = []
            for try await chunk in request.body {
                content += chunk
                _ = await counter.next()
                try await Self.sleep()
            }
            let echoed = content
            return Response(
                body: .stream(length: echoed.count) { writer in
                    for start in stride(from: 0, to: echoed.count, by: 10_000) {
                        _ = await counter.next()
                        try await Self.sleep()
                        try await writer.write(Array(echoed[start..<min(start + 10_000, echoed.count)]))
                    }
                    try await Self.sleep()
                })
        }
    }

    @Test func whoLeavesTheLoopIsBroughtBack() async throws {
        try await app.test(.live) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    for (path, text) in [("/slept", "slept"), ("/main", "main"), ("/child", "children")] {
                        group.addTask {
                            let response = try await client.get(path)
                            #expect(response.text == text)
                        }
                    }
                    group.addTask {
                        let response = try await client.get("/thrown")
                        #expect(response.status == 404)
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(homecomings.missed.load(ordering: .relaxed) == 0)
    }

    @Test func contentIsReadAndWrittenFromElsewhere() async throws {
        let content = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await app.test(.live) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let response = try await client.send(TestRequest(.post, "/echo", body: content))
                        #expect(response.body == content)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func aThreadThatComesAfterALoopsOwnIsNotItsOwn() async throws {
        for _ in 0..<5 {
            let loop = try EventLoop(name: "gone")
            try loop.start()
            await loop.run {}
            loop.stop()
            try await BackgroundThread.run { loop.join() }
            #expect(try await BackgroundThread.run { loop.isCurrent } == false)
        }
    }
}
