import TaproomNet

/// The end of a connection.
extension Connection {
    private static let lingerTime: UInt64 = 2_000_000_000

    /// Ends the connection soon where it waits for a request that has not begun. Not at once: a request that
    /// is on its way already is answered.
    func closeWhenIdle() {
        if waiting == .head, !parser.hasBegun { setDeadline(Worker.drainPatience) }
    }

    /// Ends the connection wherever it is.
    func abort() {
        isBroken = true
        arrival = .closed
        if waiting != .nothing { resume() }
    }

    /// Closes so that the client sees the last response: what it still sends is read for a while, as closing
    /// at once would answer it with a reset, which may overtake the response (RFC 9112 §9.6).
    func close() async {
        leaveBatch()
        if !isBroken, !keepAlive {
            socket.shutdownSending()
            await discardIncoming()
        }
        timer.cancel()
        worker.loop.unregister(socket.number)
        socket.close()
        request = nil
        worker.closed(self)
    }

    private func discardIncoming() async {
        var scratch = [UInt8](repeating: 0, count: 4096)
        let end = worker.loop.now &+ Self.lingerTime
        var budget = 1024 * 1024
        while !isBroken, budget > 0, worker.loop.now < end {
            switch socket.receive(into: &scratch, at: 0) {
            case .bytes(let count): budget -= count
            case .wouldBlock:
                mayRead = false
                guard await waitReadable(patience: end &- worker.loop.now) else { return }
            case .endOfStream, .failed: return
            }
        }
    }
}
