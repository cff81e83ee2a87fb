import TaproomNet

/// How the connection reads replies and delivers them, and what happens if they are late.
extension RedisConnection {
    func ready(_ readiness: Readiness) {
        guard let socket else { return }
        if state == .connecting {
            let code = socket.pendingError
            guard code == 0 else { return lose(SystemError("connect", code: code).description) }
            guard readiness.intersects(.writable), begin(socket) else { return }
        }
        if readiness.intersects([.readable, .failed]) {
            (session ?? socket.tls)?.inputArrived()
            if state == .securing, !secure(socket) { return }
        }
        if readiness.intersects(.writable) {
            outbox.becomeWritable()
            flush()
        }
        guard readiness.intersects([.readable, .failed]) else { return }
        receive(untilEnd: readiness.intersects([.peerEnded, .failed]))
    }

    /// - Parameter untilEnd: whether to read to the end of the stream, which epoll reports only once.
    private func receive(untilEnd: Bool) {
        while let socket {
            switch socket.receive(into: &input, at: 0) {
            case .bytes(let count):
                guard take(count) else { return }
                if !socket.mayHaveMore(after: count, room: input.count), !untilEnd { return flushProvoked(socket) }
            case .wouldBlock: return flushProvoked(socket)
            case .endOfStream: return lose("Redis closed the connection")
            case .failed(let code):
                let reason = socket.tls?.failureReason.map { "TLS: \($0)" }
                return lose(reason ?? SystemError("read", code: code).description)
            }
        }
    }

    /// Sends what TLS has to send because of the bytes read, for example after a key update.
    private func flushProvoked(_ socket: StreamSocket) {
        if socket.tls?.hasSealed == true { flush() }
    }

    /// Parses the bytes that were read, and delivers the replies.
    ///
    /// - Returns: false if the connection was closed.
    private func take(_ count: Int) -> Bool {
        var wrongServer: String?
        do {
            try reader?.feed(input, count: count)
            while let reply = try reader?.next() {
                heardAt = loop.now
                if state == .handshake {
                    guard take(handshakeReply: reply) else { return false }
                    continue
                }
                if takesMessages, reply.isPush {
                    for observer in observers { observer.value?.received(reply, from: self) }
                    continue
                }
                guard pending.count > outbox.waiting, let entry = pending.popFirst() else {
                    lose("a reply without a command")
                    return false
                }
                if let refusal = reply.refusalOfWrongServer { wrongServer = refusal }
                deliver(.success(reply), to: entry.receiver)
            }
        } catch {
            lose(error.description)
            return false
        }
        if let wrongServer {
            needsMaster = needsMaster || ErrorReply.isOfReplica(wrongServer)
            lose(wrongServer)
            return false
        }
        setCommandTimer()
        if isRetired, pending.isEmpty {
            close()
            return false
        }
        return true
    }

    // MARK: Time-outs

    func setCommandTimer() {
        guard let first = pending.first else { return commandTimer.cancel() }
        guard first.isGivenUp else { return commandTimer.set(first.deadline, on: loop) }
        commandTimer.set(min(pending.nextDeadline ?? .max, heardAt &+ timeout), on: loop)
    }

    /// Fails commands whose deadline has passed. Closes a connection on which no reply has arrived for the time-out.
    func expire(now: UInt64) {
        guard let first = pending.first, first.deadline <= now else { return setCommandTimer() }
        guard pending.count > outbox.waiting else {
            let late = pending.late(now: now)
            outbox.dropFirst(late.count, length: late.length)
            return fail(late.count, .unreachable(silence ?? lastFailure))
        }
        if now &- heardAt >= timeout { return lose("no reply in time") }
        // The server has had less than a time-out for a command that had waited for the connection.
        for receiver in pending.giveUp(now: now) { deliver(.failure(.timedOut), to: receiver) }
        setCommandTimer()
    }

    /// Why an attempt has timed out, if the server is connected but silent; nil otherwise.
    private var silence: String? {
        switch state {
        case .securing: "TLS: it does not answer"
        case .handshake: "it does not answer"
        default: nil
        }
    }

    func timerFired(_ timer: LoopTimer) {
        if timer === commandTimer {
            expire(now: loop.now)
        } else if state == .pausing {
            connect()
        } else {
            lose(silence ?? "no connection in time")
        }
    }
}
