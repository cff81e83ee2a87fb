import TaproomNet

/// Suspends the connection's task until the socket is ready, time has passed, or other connections have had their turn.
extension Connection: ReadinessHandler, TimerTarget, NextTurnHandler, SocketOutputOwner {
    /// Suspends the task until more of a request's head may have arrived. Sends the rest of the last response first.
    ///
    /// - Returns: false if the connection is over.
    @inline(__always)
    func waitForHead() async -> Bool {
        if output.isBlocked {
            await flush()
            setDeadline(reader.hasBegun ? worker.timeouts.header : worker.timeouts.idle)
        }
        guard !isBroken, !output.hasFailed else { return false }
        if reader.mayRead { return true }
        if worker.isDraining { setDeadline(Worker.drainTimeout) }
        await suspend(.head)
        return !isTimedOut && !isBroken
    }

    /// Suspends the task until more of a TLS handshake may have arrived.
    ///
    /// - Parameter deadline: monotonic nanoseconds.
    /// - Returns: false if the connection is over.
    func waitForHandshake(by deadline: UInt64) async -> Bool {
        guard !isBroken else { return false }
        if reader.mayRead { return true }
        timer.set(min(deadline, worker.drainDeadline), on: worker.loop)
        await suspend(.head)
        return !isTimedOut && !isBroken
    }

    /// Suspends the task until there may be bytes to read.
    ///
    /// - Parameter timeout: nanoseconds.
    /// - Returns: false if nothing arrived in time. A response may still be sent.
    func waitForContent(timeout: UInt64) async -> Bool {
        guard !reader.mayRead, !isBroken else { return true }
        setDeadline(timeout)
        await suspend(.content)
        timer.cancel()
        return reader.mayRead || isBroken
    }

    /// Sends all of the output, waiting for the client within the limits of the settings.
    func flush() async {
        output.flush()
        while !output.isEmpty {
            await waitForOutput()
            guard !isBroken else { return }
            output.flush()
        }
        if output.hasFailed { isBroken = true }
    }

    /// Suspends the task until the socket accepts more, or the client has been too slow.
    func waitForOutput() async {
        if output.hasFailed { isBroken = true }
        guard output.isBlocked, !isBroken else { return }
        outputWait = (worker.loop.now, socket.unacknowledged)
        setDeadline(outputTimeout)
        await suspend(.output)
        timer.cancel()
        outputRate.add(waited: worker.loop.now &- outputWait.since)
    }

    /// Suspends the task until the next turn, so that other connections are served and the output is sent.
    func nextTurn() async {
        worker.loop.atNextTurn(self)
        await suspend(.turn)
    }

    @inline(__always)
    private func suspend(_ reason: Waiting) async {
        isTimedOut = false
        waiting = reason
        await worker.loop.suspend(suspension)
    }

    func resume() {
        waiting = .nothing
        worker.loop.resume(suspension)
    }

    /// Nanoseconds within which the client must accept more bytes.
    private var outputTimeout: UInt64 {
        outputRate.timeout(
            bytes: output.total - outputWait.unacknowledged, rate: worker.settings.minimumRate,
            stall: worker.timeouts.stall)
    }

    /// Whether the client has acknowledged bytes since the last check. If so, it gets more time, as far as its rate
    /// allows.
    private func isTaking() -> Bool {
        let left = socket.unacknowledged
        guard left < outputWait.unacknowledged else { return false }
        outputRate.add(waited: worker.loop.now &- outputWait.since)
        outputWait = (worker.loop.now, left)
        let timeout = outputTimeout
        setDeadline(timeout)
        return timeout > 0
    }

    func ready(_ readiness: Readiness) {
        if readiness.intersects([.readable, .failed]) {
            reader.mayRead = true
            socket.tls?.inputArrived()
            if readiness.intersects([.failed, .peerEnded]) { peerEnded() }
        }
        if readiness.intersects([.writable, .failed]) { becomeWritable() }
        switch waiting {
        case .head, .content: if reader.mayRead { resume() }
        case .output: if !output.isBlocked { resume() }
        case .nothing, .turn: break
        }
    }

    /// Sends unsent bytes of earlier responses, whatever the task is doing. A task that waits for the output sends them
    /// itself.
    private func becomeWritable() {
        output.becomeWritable()
        guard waiting != .output, !output.isEmpty else { return }
        output.flush()
        if output.hasFailed { outputStopped() }
    }

    /// Handles a peer that has closed the connection or its sending direction. The peer may still wait for the current
    /// response, so a running handler is only cancelled, which lets it end early.
    private func peerEnded() {
        reader.peerHasEnded = true
        if isAnswering { task?.cancel() }
    }

    func outputStopped() {
        if output.hasFailed {
            isBroken = true
            if isAnswering { task?.cancel() }
        }
        if waiting == .head { resume() }
    }

    func turnBegan() {
        if waiting == .turn { resume() }
    }

    func timerFired(_ timer: LoopTimer) {
        switch waiting {
        case .nothing: return
        // The task continues in the next turn, and checks `isTimedOut` then.
        case .turn: return isTimedOut = true
        case .head, .content: isTimedOut = true
        case .output:
            if isTaking() { return }
            isBroken = true
        }
        resume()
    }

    /// Ends the connection, whatever its task is doing.
    func abort() {
        isBroken = true
        output.close()
        task?.cancel()
        if waiting != .nothing { resume() }
    }

    /// - Parameter timeout: nanoseconds from now.
    func setDeadline(_ timeout: UInt64) {
        timer.set(worker.loop.now &+ timeout, on: worker.loop)
    }
}
