import COpenSSL
import Glibc
import TestSupport
import Testing

@testable import TaproomNet

/// Two sessions that speak with each other, step by step.
@Suite struct TLSSessionTests {
    /// A session and its end of the connection.
    private struct Side {
        let session: TLSSession
        let socket: StreamSocket

        /// Sends what the session has encrypted.
        func send() {
            let bytes = session.takeSealed()
            if !bytes.isEmpty { #expect(socket.send(bytes, from: 0) == .bytes(bytes.count)) }
        }

        func receive() -> StreamSocket.Received {
            var buffer = [UInt8](repeating: 0, count: 1024)
            session.inputArrived()
            return session.receive(into: &buffer, at: 0)
        }
    }

    private let certificates: TestCertificates
    private let client: Side
    private let server: Side

    /// Completes a handshake.
    init() throws {
        certificates = try TestCertificates()
        let files = try certificates.writeLocalhost()
        var trust = TLSClientContext.Options()
        trust.authorities = files.certificate
        var numbers: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &numbers) == 0)
        let sockets = numbers.map { StreamSocket(FileDescriptor($0)) }
        client = Side(
            session: try TLSClientContext(trust).makeSession(over: sockets[0], name: "localhost"), socket: sockets[0])
        let context = try TLSServerContext(.init(credentials: [TLSCredentials(files)], ticketKeys: TicketKeys()))
        server = Side(session: try context.makeSession(over: sockets[1]), socket: sockets[1])
        for side in [client, server, client, server] {
            if case .failed(let reason) = side.session.handshake() { Issue.record("\(reason)") }
            side.send()
        }
        try #require(client.session.isEstablished && server.session.isEstablished)
    }

    @Test func aConnectionThatIsCutOffIsNotOneThatHasEnded() throws {
        let isSealed = [UInt8(ascii: "a")].withUnsafeBytes { server.session.seal($0) }
        try #require(isSealed)
        server.send()
        server.socket.shutdownSending()
        #expect(client.receive() == .bytes(1))
        #expect(client.receive() == .failed(ECONNRESET))
    }

    @Test func theEndOfASessionIsTheEndOfTheStream() {
        server.session.end()
        server.send()
        server.socket.shutdownSending()
        #expect(client.receive() == .endOfStream)
    }

    /// Asks for new keys, each time with a message that the peer has to answer (RFC 8446 §4.6.3).
    private func askForKeys(_ count: Int) {
        for _ in 0..<count {
            #expect(SSL_key_update(client.session.ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
            #expect(SSL_do_handshake(client.session.ssl) == 1)
        }
        client.send()
    }

    @Test func aPeerMayProvokeAFewAnswers() {
        askForKeys(20)
        #expect(server.receive() == .wouldBlock)
        #expect(server.session.hasSealed)
        server.send()
        #expect(client.receive() == .wouldBlock)
    }

    @Test func aPeerThatProvokesTooMuchIsGivenUp() {
        askForKeys(500)
        #expect(server.receive() == .failed(EPROTO))
        #expect(server.session.takeSealed().count <= 4096)
    }
}
