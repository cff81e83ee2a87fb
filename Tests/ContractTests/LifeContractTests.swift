import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Taproom
import TaproomTesting
import Testing

/// The public API for the start and the stop.
@Suite(.timeLimit(.minutes(2))) struct LifeContractTests {
    final class Steps: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ step: String) { list.withLock { $0.append(step) } }
    }

    struct HookFailure: Error {}

    @Test func hooksRunInOrderAndInReverse() async throws {
        let steps = Steps()
        let app = Application()
        app.get("/") { _ in "ok" }
        app.onStart { server in steps.add("first on \(server.port > 0)") }
        app.onStart { _ in steps.add("second") }
        app.onStop { steps.add("stop first") }
        app.onStop { steps.add("stop second") }
        let server = try await app.start(port: 0)
        #expect(steps.all == ["first on true", "second"])
        await server.stop()
        #expect(steps.all == ["first on true", "second", "stop second", "stop first"])
    }

    @Test(arguments: TestMode.allCases) func hooksRunInTests(_ mode: TestMode) async throws {
        let steps = Steps()
        let app = Application()
        app.get("/") { _ in "ok" }
        app.onStart { _ in steps.add("start") }
        app.onStop { steps.add("stop") }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/").text == "ok")
            #expect(steps.all == ["start"])
        }
        #expect(steps.all == ["start", "stop"])
    }

    @Test func aStartHookThatThrowsStopsTheServer() async throws {
        let steps = Steps()
        let app = Application()
        app.onStart { _ in throw HookFailure() }
        app.onStop { steps.add("stop") }
        await #expect(throws: HookFailure.self) { try await app.start(port: 0) }
        #expect(steps.all == ["stop"])
    }

    @Test func anApplicationIsAService() async throws {
        struct Worker: Service {
            let ended: Steps

            func run() async throws {
                try await gracefulShutdown()
                ended.add("worker")
            }
        }
        let steps = Steps()
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let app = Application()
        app.get("/") { _ in "ok" }
        app.onStart { server in found.yield(server.port) }
        app.onStop { steps.add("application") }
        let group = ServiceGroup(
            services: [app.service(port: 0), Worker(ended: steps)], logger: Logger(label: "test"))
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        #expect(try await TestClient(port: port).get("/").text == "ok")
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(Set(steps.all) == ["application", "worker"])
    }

    @Test func aPortThatThereIsNotIsAnError() async throws {
        let app = Application()
        let error = await #expect(throws: (any Error).self) { try await app.start(port: 70_000) }
        #expect(error.map { "\($0)" }?.contains("port 70000 is not between 0 and 65535") == true)
    }
}

extension LifeContractTests {
    @Test func runEndsWithItsTask() async throws {
        let steps = Steps()
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        let app = Application()
        app.onStart { _ in hasStarted.yield() }
        app.onStop { steps.add("stop") }
        let running = Task { try await app.run(port: 0) }
        for await _ in started { break }
        running.cancel()
        try await running.value
        #expect(steps.all == ["stop"])
    }
}
