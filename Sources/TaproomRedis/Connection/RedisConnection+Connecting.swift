import Logging
import TaproomNet

/// How the connection is made, lost and made again.
///
/// Each attempt resolves the host again and tries all of its addresses, so that it finds the new master after a fail-over.
/// The pause between attempts grows. A server that has become a replica counts as lost.
extension RedisConnection {
    func connect() {
        state = .connecting
        attempt = ConnectAttempt()
        limitWait()
        switch url.endpoint {
        case .unix(let path): connect(to: SocketAddress(unixPath: path).map { [$0] } ?? [], path)
        case .tcp(let host, let port):
            SocketAddress.resolve(host: host, port: port, on: loop) { [self] result in
                switch result {
                case .success(let addresses): connect(to: addresses, host)
                case .failure(let error): if state == .connecting, socket == nil { lose(error.description) }
                }
            }
        }
    }

    /// Limits the time for a step of the attempt. A host that does not answer would take minutes otherwise.
    private func limitWait() {
        reconnectTimer.set(loop.now &+ max(timeout, 1_000_000_000), on: loop)
    }

    private func connect(to addresses: [SocketAddress], _ name: String) {
        guard state == .connecting, socket == nil else { return }
        attempt = ConnectAttempt(addresses)
        guard let address = attempt.next() else { return lose("no address for \(name)") }
        connect(to: address)
    }

    private func connect(to address: SocketAddress) {
        do {
            let socket = try StreamSocket.connect(to: address)
            self.socket = socket
            reader = try ReplyReader(limit: replyLimit)
            outbox.becomeWritable()
            try loop.register(socket.number, interest: [.readable, .writable], comesFirst: comesFirst, handler: self)
        } catch {
            lose("\(error)")
        }
    }

    /// - Returns: false if the connection was closed.
    func greet(_ socket: StreamSocket) -> Bool {
        state = .handshake
        limitWait()
        handshake = RedisHandshake(url, needsMaster: needsMaster)
        // A new socket has room for it.
        guard case .bytes(handshake.bytes.count) = socket.send(handshake.bytes, from: 0) else {
            lose("the handshake can't be sent")
            return false
        }
        return true
    }

    /// - Returns: false if the connection was closed.
    func take(handshakeReply reply: RedisValue) -> Bool {
        do {
            if try handshake.take(reply) { becomeReady() } else { limitWait() }
            return true
        } catch {
            lose(error.failure)
            return false
        }
    }

    private func becomeReady() {
        state = .ready
        readySince = loop.now
        reconnectTimer.cancel()
        if lostSince != nil { logger.info("Redis is back", metadata: ["redis": "\(url.redacted)"]) }
        lostSince = nil
        scheduleFlush()
        firstConnection?.made(on: loop)
        firstConnection = nil
        for observer in observers { observer.value?.connectionIsReady(self) }
    }

    // MARK: Losing the connection

    func lose(_ reason: String) {
        lose(ConnectAttempt.Failure(reason: reason))
    }

    func lose(_ failure: ConnectAttempt.Failure) {
        guard state != .pausing, state != .closed else { return }
        closeSocket()
        if state == .ready { return pauseConnecting(because: failure.reason) }
        attempt.note(failure)
        if let address = attempt.next() {
            state = .connecting
            limitWait()
            return connect(to: address)
        }
        let failure = attempt.failure ?? failure
        pauseConnecting(because: failure.reason)
        if !failure.passes { failAll(.unreachable(failure.reason)) }
    }

    /// Closes a connection whose state is unknown. The next command connects again.
    func abandon() {
        guard state == .ready else { return }
        closeSocket()
        failAll(.connectionLost("it was closed"))
        state = .idle
    }

    /// Closes the connection for good.
    func close() {
        closeSocket()
        state = .closed
        reconnectTimer.cancel()
        failAll(.unreachable("the connection was closed"))
    }

    private func closeSocket() {
        if let socket {
            loop.unregister(socket.number)
            socket.close()
        }
        socket = nil
        reader = nil
    }

    private func pauseConnecting(because reason: String) {
        let wasReady = state == .ready
        state = .pausing
        lastFailure = reason
        if lostSince == nil {
            lostSince = loop.now
            logger.warning("Redis is away", metadata: ["redis": "\(url.redacted)", "reason": "\(reason)"])
        }
        if wasReady {
            for observer in observers { observer.value?.connectionIsLost(self) }
            if keepsUnsent { failSent(.connectionLost(reason)) } else { failAll(.connectionLost(reason)) }
        }
        lastPause = backOff.next(afterConnectionThatStood: wasReady ? loop.now &- readySince : nil)
        reconnectTimer.set(loop.now &+ lastPause, on: loop)
    }

    /// Fails the commands that were sent. The others keep waiting.
    private func failSent(_ error: RedisError) {
        outbox.abandonSent()
        fail(pending.count - outbox.waiting, error)
    }

    private func failAll(_ error: RedisError) {
        outbox.clear()
        fail(pending.count, error)
    }

    /// Fails the oldest commands. A callback may send another one, which waits behind them.
    func fail(_ count: Int, _ error: RedisError) {
        for _ in 0..<count {
            if let entry = pending.popFirst() { deliver(.failure(error), to: entry.receiver) }
        }
        setCommandTimer()
    }
}
