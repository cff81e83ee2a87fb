import TaproomNet

/// Waiting for the socket, for time to pass, and for the other connections of the loop.
extension Connection: ReadinessHandler, TimerTarget, NextTurnHandler {
    /// Suspends the task until there may be something to read.
    ///
    /// - Parameter patience: nanoseconds.
    /// - Returns: false where nothing came in time. The client may still be told so.
    func waitReadable(patience: UInt64) async -> Bool {
        guard !mayRead, !isBroken else { return true }
        waiting = .readable
        setDeadline(patience)
        await worker.loop.wait(at: waiter)
        timer.cancel()
        return mayRead || isBroken
    }

    /// Suspends the task until the socket takes more, or the client has shown to be too slow.
    func waitWritable() async {
        guard !mayWrite, !isBroken else { return }
        writeWait = (worker.loop.now, socket.unacknowledged)
        waiting = .writable
        setDeadline(outputPatience)
        await worker.loop.wait(at: waiter)
        timer.cancel()
        outputRate.add(waited: worker.loop.now &- writeWait.since)
    }

    /// Nanoseconds that the client has to take some more.
    private var outputPatience: UInt64 {
        outputRate.patience(rate: worker.settings.minimumRate, stall: worker.timeouts.stall)
    }

    /// Whether the client, for which the kernel still has much, has taken some of it since it was last asked for; it
    /// then gets time for more, as far as its rate allows.
    private func isTaking() -> Bool {
        let left = socket.unacknowledged
        guard left < writeWait.unacknowledged else { return false }
        outputRate.add(waited: worker.loop.now &- writeWait.since)
        writeWait = (worker.loop.now, left)
        let patience = outputPatience
        setDeadline(patience)
        return patience > 0
    }

    /// Lets the loop's other connections have their turn.
    func nextTurn() async {
        waiting = .turn
        worker.loop.atNextTurn(self)
        await worker.loop.wait(at: waiter)
    }

    func turnBegan() {
        if waiting == .turn { resume() }
    }

    func ready(_ readiness: Readiness) {
        if readiness.intersects([.readable, .failed]) {
            mayRead = true
            if readiness.intersects([.failed, .peerEnded]) { peerHasEnded = true }
        }
        if readiness.intersects([.writable, .failed]) { mayWrite = true }
        switch waiting {
        case .nothing, .turn: return
        case .head:
            guard mayRead else { return }
            arrival = takeHead()
            if case .needMore = arrival { return }
        case .readable: guard mayRead else { return }
        case .writable: guard mayWrite else { return }
        }
        resume()
    }

    func timerFired(_ timer: LoopTimer) {
        switch waiting {
        case .nothing, .turn: return
        case .head: arrival = parser.hasBegun ? .timedOut : .closed
        case .readable: break
        case .writable:
            if isTaking() { return }
            isBroken = true
        }
        resume()
    }

    func resume() {
        waiting = .nothing
        worker.loop.wake(waiter)
    }

    /// - Parameter timeout: nanoseconds from now.
    func setDeadline(_ timeout: UInt64) {
        timer.set(worker.loop.now &+ timeout, on: worker.loop)
    }
}
