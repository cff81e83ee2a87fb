import Foundation
import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// The start and the stop of a server.
@Suite(.timeLimit(.minutes(2))) struct LifeCycleTests {
    private let app = Application()
    private let gate = Gate()

    init() {
        let gate = gate
        app.get("/") { _ in "root" }
        app.get("/gate") { _ in
            await gate.pass()
            return "through"
        }
        app.get("/never") { _ in
            await gate.pass()
            try await untilCancelled()
            return "never"
        }
        app.post("/read") { request in
            await gate.pass()
            return Response(body: .bytes(try await request.body.collect()))
        }
    }

    @Test func whatIsInFlightIsFinished() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        async let answer = RawClient.connect(port) { connection in
            try connection.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            return connection.rest()
        }
        await gate.arrivals(1)
        async let stopped: Void = server.stop()
        try await untilRefused(port)
        gate.open()
        #expect(try await answer.hasPrefix("HTTP/1.1 200 "))
        #expect(try await answer.hasSuffix("through"))
        await stopped
    }

    @Test func aClientThatKeepsItsConnectionIsToldToClose() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        let asked = Gate()
        async let answers = RawClient.connect(port) { connection in
            var answers: [String] = []
            while answers.last.map({ $0.contains("HTTP/1.1 200 ") && !$0.contains("Connection: close") }) ?? true {
                try connection.send(RawClient.get)
                answers.append(try connection.response())
                asked.open()
            }
            return answers
        }
        await asked.pass()
        await server.stop()
        let last = try await answers.last ?? ""
        #expect(last.hasPrefix("HTTP/1.1 200 "), "it is told before the connection ends")
        #expect(last.contains("Connection: close\r\n"))
    }

    @Test func anIdleConnectionDoesNotKeepTheServer() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        let answered = Gate()
        async let rest = RawClient.connect(port) { connection in
            try connection.send(RawClient.get)
            _ = try connection.response()
            answered.open()
            return connection.rest()
        }
        await answered.pass()
        await server.stop()
        #expect(try await rest == "")
    }

    /// One handler waits for its client. The other one waits for itself and can't be interrupted, so it is left behind.
    @Test func whatTakesLongerThanTheGraceTimeIsCutOff() async throws {
        app.settings.shutdownGrace = .milliseconds(200)
        // Only the stop ends the wait for content, however long the tests take.
        app.settings.stallTimeout = .seconds(3600)
        app.settings.minimumRate = 0
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        async let waiting = RawClient.connect(port) { connection in
            try connection.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
            return connection.rest()
        }
        let stuck = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try connection.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
            return connection
        }
        await gate.arrivals(2)
        gate.open()
        await server.stop()
        let received = try await waiting
        #expect(received == "")
        stuck.close()
    }

    /// A thread that ends while the process exits would free memory that the exit frees, too.
    @Test func theThreadsOfAStoppedServerHaveEnded() async throws {
        app.settings.threads = 3
        let server = try await app.start(host: "127.0.0.1", port: 0)
        var threads: Set<String> = []
        for loop in server.loops { threads.insert(await Self.thread(of: loop)) }
        #expect(threads.count == 3)
        #expect(threads.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        await server.stop()
        #expect(threads.filter { FileManager.default.fileExists(atPath: $0) } == [])
    }

    private static let lastWork = LoopLocalKey<LastWork>()

    /// Keeps a loop's thread busy for a while at its end. A stop that does not wait for the thread returns earlier.
    private final class LastWork {
        deinit { BackgroundThread.sleep(milliseconds: 200) }
    }

    /// Returns the folder in which the system describes the loop's thread.
    @concurrent
    private static func thread(of loop: EventLoop) async -> String {
        await loop.run {
            _ = loop.local(for: lastWork) { _ in LastWork() }
            return ThreadDirectory.ofThisThread
        }
    }

    @Test func whoStopsItAgainWaitsForTheSameEnd() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        async let one: Void = server.stop()
        async let other: Void = server.stop()
        _ = await (one, other)
        await server.stop()
    }

    @Test func aPortThatIsTakenIsAnError() async throws {
        // The port is not one that the system assigns, which another process might have taken when the server starts
        // again.
        let port = Int.random(in: 10_000..<20_000)
        let server = try await app.start(host: "127.0.0.1", port: port)
        let error = await #expect(throws: SystemError.self) { _ = try await app.start(host: "127.0.0.1", port: port) }
        #expect(error.map { "\($0)" } == "listen on 127.0.0.1:\(port): Address already in use")
        await server.stop()
        try await app.start(host: "127.0.0.1", port: port).stop()
    }

    @Test func anAddressOfNobodyIsAnError() async throws {
        await #expect(throws: (any Error).self) { _ = try await app.start(host: "192.0.2.1", port: 0) }
        await #expect(throws: (any Error).self) { _ = try await app.start(host: "not a host", port: 0) }
    }

    /// Three servers, each of which takes over from the previous one, and clients that do not know about it.
    @Test(arguments: [true, false])
    func aRestartUnderLoadLosesNoRequest(_ keepsConnections: Bool) async throws {
        app.settings.takesOver = true
        var server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        let clients = SteadyClients(port: port, content: "root", keepsConnections: keepsConnections)
        let lost = try await clients.ask {
            for _ in 0..<3 {
                try await clients.goOn()
                let next = try await app.start(host: "127.0.0.1", port: port)
                await server.stop()
                server = next
            }
            try await clients.goOn()
        }
        #expect(lost == [])
        await server.stop()
    }

    /// Waits until no server listens.
    private func untilRefused(_ port: Int) async throws {
        try await eventually("port \(port) to refuse connections") {
            try await BackgroundThread.run { (try? BlockingConnection(port: port)) == nil }
        }
    }
}
