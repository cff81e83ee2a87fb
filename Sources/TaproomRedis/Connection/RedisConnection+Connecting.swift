import Logging
import TaproomNet

/// How the connection is established, lost and established again.
///
/// Each attempt resolves the host again and tries all of its addresses, so that it finds the new master after a
/// fail-over. The pause between attempts grows. If the server becomes a replica, the connection counts as lost.
extension RedisConnection {
    func connect() {
        state = .connecting
        attempt = ConnectAttempt()
        attempts += 1
        limitWait()
        do {
            if let options = settings.tls, tls == nil { tls = try options.makeContext() }
        } catch {
            return lose(.init(reason: "TLS: \(error)", passes: false))
        }
        switch target {
        case .path(let path): connect(to: SocketAddress(unixPath: path).map { [$0] } ?? [], path)
        case .server(let address): connect(to: address)
        case .located(_, _, let locator):
            let number = attempts
            locator.locate(for: self) { [weak self] result in
                guard let self, state == .connecting, attempts == number else { return }
                switch result {
                case .success(let address): connect(to: address)
                case .failure(let error): lose("\(error)")
                }
            }
        }
    }

    private func connect(to server: RedisAddress) {
        self.server = server
        let number = attempts
        SocketAddress.resolve(host: server.host, port: server.port, on: loop) { [self] result in
            guard state == .connecting, socket == nil, attempts == number else { return }
            switch result {
            case .success(let addresses): connect(to: addresses, server.host)
            case .failure(let error): lose(error.description)
            }
        }
    }

    /// Limits the time for a step of the attempt. With a host that does not respond, the step would take minutes
    /// otherwise.
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
            reader = try ReplyReader(limit: settings.replyLimit)
            outbox.becomeWritable()
            try loop.register(socket.number, interest: [.readable, .writable], comesFirst: comesFirst, handler: self)
        } catch {
            lose("\(error)")
        }
    }

    /// Starts the TLS handshake, or the handshake of Redis without TLS.
    ///
    /// - Returns: false if the connection was closed.
    func begin(_ socket: StreamSocket) -> Bool {
        guard let tls else { return beginHandshake(socket) }
        do {
            let name = settings.tls?.serverName ?? server?.host ?? "localhost"
            session = try tls.makeSession(over: socket, name: name)
        } catch {
            lose("TLS: \(error)")
            return false
        }
        state = .securing
        limitWait()
        return secure(socket)
    }

    /// Continues the TLS handshake with the bytes that have arrived.
    ///
    /// - Returns: false if the connection was closed.
    func secure(_ socket: StreamSocket) -> Bool {
        guard let session else { return false }
        let step = session.handshake()
        guard send(session.takeSealed(), to: socket) else { return false }
        switch step {
        case .needsInput: return true
        case .failed(let reason):
            lose("TLS: \(reason)")
            return false
        case .done:
            self.session = nil
            socket.tls = session
            return beginHandshake(socket)
        }
    }

    /// Sends bytes that must fit into the buffer of a new socket.
    ///
    /// - Returns: false if the connection was closed.
    private func send(_ bytes: [UInt8], to socket: StreamSocket) -> Bool {
        do {
            let bytes = try socket.tls?.encrypt(bytes) ?? bytes
            if bytes.isEmpty { return true }
            switch socket.send(bytes, from: 0) {
            case .bytes(bytes.count): return true
            // The next read returns the reason.
            case .failed: return true
            case .bytes, .wouldBlock: lose("the handshake can't be sent")
            }
        } catch {
            lose(error.description)
        }
        return false
    }

    private func beginHandshake(_ socket: StreamSocket) -> Bool {
        state = .handshake
        limitWait()
        handshake = RedisHandshake(settings.login, needsMaster: needsMaster, readsReplica: settings.readsReplica)
        return send(handshake.bytes, to: socket)
    }

    /// Takes a reply to the handshake.
    ///
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
        facts = handshake.facts
        readySince = loop.now
        reconnectTimer.cancel()
        if lostSince != nil { logger.info("Redis is back", metadata: ["redis": "\(target.name)"]) }
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

    /// Closes the connection to connect to another server. Commands that were sent fail.
    func leave(_ reason: String) {
        switch state {
        // An attempt under way may lead to the old server.
        case .ready, .connecting, .securing, .handshake: lose(reason)
        case .pausing: reconnectTimer.set(loop.now, on: loop)
        case .idle, .closed: break
        }
    }

    /// Closes a connection whose state is unknown. The next command connects again.
    func abandon() {
        guard state == .ready else { return }
        closeSocket()
        failAll(.connectionLost("it was closed"))
        state = .idle
    }

    /// Closes the connection for good.
    func close(because reason: String = "the connection was closed") {
        guard state != .closed else { return }
        closeSocket()
        let wasReady = state == .ready
        state = .closed
        lastFailure = reason
        reconnectTimer.cancel()
        if wasReady {
            noteLoss()
            for observer in observers { observer.value?.connectionIsLost(self) }
            failSent(.connectionLost(reason))
        }
        failAll(.unreachable(reason))
    }

    private func closeSocket() {
        if let socket {
            loop.unregister(socket.number)
            socket.close()
        }
        socket = nil
        session = nil
        reader = nil
    }

    private func pauseConnecting(because reason: String) {
        if isForOnce || isRetired { return close(because: reason) }
        let wasReady = state == .ready
        if wasReady { noteLoss() }
        // If the old master comes back as a replica, its data is out of date.
        if wasReady, facts?.role == "master", !settings.readsReplica { needsMaster = true }
        state = .pausing
        lastFailure = reason
        if !wasReady, case .located(_, _, let locator) = target { locator.connectionFailed() }
        let isNew = lostSince == nil
        if isNew {
            lostSince = loop.now
            logger.warning("Redis is away", metadata: ["redis": "\(target.name)", "reason": "\(reason)"])
            for observer in observers { observer.value?.connectionIsLost(self) }
        }
        if wasReady {
            if keepsUnsent { failSent(.connectionLost(reason)) } else { failAll(.connectionLost(reason)) }
        }
        lastPause = backOff.next(afterConnectionThatStood: wasReady ? loop.now &- readySince : nil)
        reconnectTimer.set(loop.now &+ lastPause, on: loop)
    }

    private func noteLoss() {
        if !isForOnce { settings.losses.note(target.name) }
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

    /// Fails the oldest commands. A callback may send another command, which is queued behind them.
    func fail(_ count: Int, _ error: RedisError) {
        for _ in 0..<max(0, count) {
            if let entry = pending.popFirst() { deliver(.failure(error), to: entry.receiver) }
        }
        setCommandTimer()
    }
}
