import Logging
import TaproomHTTP
import TaproomNet

/// Completes TLS handshakes.
extension Connection {
    /// The first byte of a TLS connection: a handshake record (RFC 8446 §5.1).
    private static let handshakeRecord: UInt8 = 22

    /// Completes the handshake.
    ///
    /// - Returns: false if the connection is over. An alert or a response may still have to be sent.
    @concurrent
    func secure(by context: TLSServerContext) async -> Bool {
        let number = worker.beginHandshake(self)
        defer { worker.endHandshake(number) }
        let deadline = worker.loop.now &+ worker.timeouts.handshake
        guard await beginsTLS(by: deadline) else { return false }
        do {
            // The session is made only now, so that a client that only connects costs no session.
            let session = try context.makeSession(over: socket)
            socket.tls = session
            output.beginTLS()
            return await complete(session, by: deadline)
        } catch {
            worker.logger.error("a TLS session can't be made", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Closes a connection whose handshake failed, after sending the alert or response that says why.
    @concurrent
    func abandonHandshake() async {
        await flush()
        await close()
    }

    /// Waits for the client's first byte. A client that speaks plain HTTP gets a response that says so.
    private func beginsTLS(by deadline: UInt64) async -> Bool {
        while true {
            reader.mayRead = false
            switch socket.peek() {
            case .byte(Self.handshakeRecord): return true
            case .byte(let byte):
                keepAlive = false
                if UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte {
                    reject(.badRequest, "This port speaks HTTPS; the request came without TLS.")
                }
                return false
            case .wouldBlock: guard await waitForHandshake(by: deadline) else { return false }
            case .ended: return false
            }
        }
    }

    private func complete(_ session: TLSSession, by deadline: UInt64) async -> Bool {
        while true {
            // The next wait notices input that arrives from here on.
            reader.mayRead = false
            switch session.handshake() {
            case .done:
                if !session.mayDelayRest { output.flush() }
                timer.cancel()
                reader.mayRead = true
                if let subject = session.peerSubject { info = info.with(ClientCertificate(subject: subject)) }
                return true
            case .needsInput:
                await flush()
                guard !isBroken, await waitForHandshake(by: deadline) else { return false }
            case .failed(let reason):
                worker.logger.debug(
                    "a TLS handshake failed", metadata: ["reason": "\(reason)", "client": "\(info.peerHost)"])
                await flush()
                // Further input is discarded undecrypted, so that the alert reaches the client.
                socket.tls = nil
                keepAlive = false
                return false
            }
        }
    }
}
