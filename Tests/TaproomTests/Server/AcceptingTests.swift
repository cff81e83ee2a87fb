import Foundation
import Glibc
import Synchronization
import Taproom
import TestSupport
import Testing

@testable import TaproomNet

/// The loop and the server that get a new connection.
@Suite(.timeLimit(.minutes(1))) struct AcceptingTests {
    @Test func loopsHaveEquallyManyConnections() async throws {
        let app = Application()
        app.settings.threads = 2
        app.get("/") { _ in "\(pthread_self())" }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        try await BackgroundThread.run {
            var connections: [String: [BlockingConnection]] = [:]
            func connect() throws {
                let connection = try BlockingConnection(port: port)
                try connection.send(RawClient.get)
                let loop = try connection.response().split(separator: "\r\n").last.map(String.init) ?? ""
                connections[loop, default: []].append(connection)
            }
            for _ in 0..<16 { try connect() }
            #expect(connections.values.map(\.count) == [8, 8])

            let left = try #require(connections.keys.first)
            for connection in connections.removeValue(forKey: left) ?? [] {
                connection.finishSending()
                #expect(connection.rest() == "")
            }
            for _ in 0..<8 { try connect() }
            #expect(connections.values.map(\.count) == [8, 8])
        }
        await server.stop()
    }

    /// A server that takes over gets all handshakes, and its predecessor none, as soon as the predecessor gives up its
    /// own preference. Before Linux 6.2, the kernel distributes them by a hash regardless of the preference.
    @concurrent
    @Test(.enabled(if: Self.kernelPrefers)) func thePreferredListenerGetsAll() async throws {
        let loop = try EventLoop(name: "accepting")
        try loop.start()
        defer { loop.stop() }
        try await loop.run {
            let anywhere = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
            var address = anywhere
            var generations: [(acceptor: Acceptor, listeners: [Listener])] = []
            for _ in 0..<3 {
                let acceptor = Acceptor()
                var listeners: [Listener] = []
                for processor in 0..<sysconf(Int32(_SC_NPROCESSORS_ONLN)) {
                    let listener = try Listener(address: address, loop: loop)
                    address = listener.address
                    try listener.begin(acceptor: acceptor)
                    listener.prefer(processor: processor)
                    listeners.append(listener)
                }
                for listener in generations.last?.listeners ?? [] { listener.prefer(processor: nil) }
                generations.append((acceptor, listeners))
                let clients = try (0..<64).map { _ in try StreamSocket.connect(to: address) }
                try await loop.eventually("all clients to be accepted") {
                    generations.map(\.acceptor.sockets.count).reduce(0, +) == 64 * generations.count
                }
                #expect(generations.allSatisfy { $0.acceptor.sockets.count == 64 })
                withExtendedLifetime(clients) {}
            }
            for listener in generations.flatMap(\.listeners) { listener.end() }
        }
    }

    /// Descriptors for other purposes stay reserved. Each listener accepts the connection that it has begun with, then
    /// waits for room, which it checks ten times a second and not in each turn of its loop.
    @concurrent
    @Test func acceptingPausesBeforeTheReserveIsTakenAndGoesOn() async throws {
        let loop = try EventLoop(name: "accepting")
        try loop.start()
        defer { loop.stop() }
        let limit = Mutex(0)
        let questions = Atomic(0)
        let reserve = DescriptorReserve(count: 32) {
            questions.add(1, ordering: .relaxed)
            return limit.withLock { $0 }
        }
        try await loop.run {
            let acceptor = Acceptor()
            let address = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
            let listener = try Listener(address: address, loop: loop, reserve: reserve)
            let start = Clock.monotonic()
            try listener.begin(acceptor: acceptor)
            let clients = try (0..<3).map { _ in try StreamSocket.connect(to: listener.address) }
            try await loop.eventually("four questions for the limit") { questions.load(ordering: .relaxed) >= 4 }
            #expect(acceptor.sockets.count == 1)
            #expect(acceptor.pauses == 1)
            let most = Int((Clock.monotonic() - start) / 100_000_000) + 2
            #expect(questions.load(ordering: .relaxed) <= most)

            limit.withLock { $0 = 1_000_000 }
            try await loop.eventually("all clients to be accepted") { acceptor.sockets.count == 3 }
            #expect(acceptor.resumptions == 0)
            limit.withLock { $0 = 0 }
            let more = try StreamSocket.connect(to: listener.address)
            try await loop.eventually("the last client to be accepted") { acceptor.sockets.count == 4 }
            limit.withLock { $0 = 1_000_000 }
            try await loop.eventually("the end of the pause") { acceptor.resumptions >= 1 }
            #expect(acceptor.pauses == 1, "a pause soon after another is the same")
            #expect(acceptor.resumptions == 1)
            withExtendedLifetime(clients + [more]) {}
            listener.end()
        }
    }

    /// Otherwise a client whose connection the kernel has established would see a reset.
    @concurrent
    @Test func whatHasQueuedUpIsAcceptedAtTheEnd() async throws {
        let loop = try EventLoop(name: "accepting")
        try loop.start()
        defer { loop.stop() }
        try await loop.run {
            let acceptor = Acceptor()
            let address = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
            let listener = try Listener(address: address, loop: loop)
            try listener.begin(acceptor: acceptor)
            // The number exceeds that of a turn. None is accepted before the end, which comes in the same turn.
            let clients = try (0..<100).map { _ in try StreamSocket.connect(to: listener.address) }
            listener.end()
            #expect(acceptor.sockets.count == 100)
            withExtendedLifetime(clients) {}
        }
    }

    @Test func theReserveIsAtMostAQuarterOfTheLimit() {
        func first(limit: Int) -> Int32? {
            (0..<2000).first { DescriptorReserve(count: 32) { limit }.isReached(by: $0) }
        }
        #expect(first(limit: 1024) == 991)
        #expect(first(limit: 64) == 47)
    }

    private static var kernelPrefers: Bool {
        let version = ProcessInfo.processInfo.operatingSystemVersion
        return (version.majorVersion, version.minorVersion) >= (6, 2)
    }

    private final class Acceptor: ConnectionAcceptor {
        private(set) var sockets: [StreamSocket] = []

        func accepted(_ socket: StreamSocket) { sockets.append(socket) }
        private(set) var pauses = 0
        private(set) var resumptions = 0

        func acceptPaused(_ error: SystemError) { pauses += 1 }
        func acceptResumed() { resumptions += 1 }
    }
}
