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

    /// A client that begins to connect while a server stops listening comes to the next one.
    @concurrent
    @Test func whoIsIgnoredAsksTheNextListener() async throws {
        let loop = try EventLoop(name: "accepting")
        try loop.start()
        defer { loop.stop() }
        await loop.enter()
        let old = Acceptor()
        let next = Acceptor()
        let anywhere = try #require(try SocketAddress.resolve(host: "127.0.0.1", port: 0).first)
        let listener = try Listener(address: anywhere, loop: loop)
        try listener.begin(acceptor: old)
        listener.ignoreHandshakes()
        let client = try StreamSocket.connect(to: listener.address)
        try #require(client.peer == nil, "the handshake has not begun")

        let second = try Listener(address: listener.address, loop: loop)
        try second.begin(acceptor: next)
        listener.end()
        while next.sockets.isEmpty {
            try await Task.sleep(for: .milliseconds(10))
            await loop.enter()
        }
        #expect(client.peer != nil)
        #expect(old.sockets.isEmpty)
        second.end()
    }

    private final class Acceptor: ConnectionAcceptor {
        private(set) var sockets: [StreamSocket] = []

        func accepted(_ socket: StreamSocket) { sockets.append(socket) }
        func acceptPaused(_ error: SystemError) {}
    }
}
