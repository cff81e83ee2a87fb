import Foundation
import Glibc
import Taproom
import Testing

@testable import TaproomNet

/// Who gets a new connection.
@Suite(.timeLimit(.minutes(1))) struct AcceptingTests {
    @Test func loopsHaveEquallyManyConnections() async throws {
        let app = Application()
        app.settings.threads = 2
        app.get("/") { _ in "\(pthread_self())" }
        let server = try app.start(host: "127.0.0.1", port: 0)
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

    /// One that takes over gets all handshakes, and one that is taken over from none, as soon as it gives up its own
    /// preference. Before Linux 6.2 the kernel deals them out by a hash whatever is preferred.
    @concurrent
    @Test(.enabled(if: Self.kernelPrefers)) func thePreferredListenerGetsAll() async throws {
        let loop = try EventLoop(name: "accepting")
        try loop.start()
        defer { loop.stop() }
        await loop.enter()
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
            while generations.map(\.acceptor.sockets.count).reduce(0, +) < 64 * generations.count {
                try await Task.sleep(for: .milliseconds(5))
                await loop.enter()
            }
            #expect(generations.allSatisfy { $0.acceptor.sockets.count == 64 })
            withExtendedLifetime(clients) {}
        }
        for listener in generations.flatMap(\.listeners) { listener.end() }
    }

    private static var kernelPrefers: Bool {
        let version = ProcessInfo.processInfo.operatingSystemVersion
        return (version.majorVersion, version.minorVersion) >= (6, 2)
    }

    private final class Acceptor: ConnectionAcceptor {
        private(set) var sockets: [StreamSocket] = []

        func accepted(_ socket: StreamSocket) { sockets.append(socket) }
        func acceptPaused(_ error: SystemError) {}
    }
}
