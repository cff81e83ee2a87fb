import TaproomHTTP
import TaproomNet

/// The end of a request's content, and of a connection.
extension Connection {
    /// Content that a handler left unread is read away up to so many bytes, so that the connection lives on.
    private static let discardLimit = 256 * 1024
    /// A closing connection reads so many bytes that nobody wants.
    private static let lingerLimit = 1024 * 1024
    /// Nanoseconds for which a closing connection waits for its peer's next byte, and in all.
    private static let lingerTimeout: UInt64 = 2_000_000_000
    private static let longestLinger: UInt64 = 30_000_000_000

    /// Whether the next request can be reached past what is left of this one's content.
    func canPass(_ content: ContentReader) -> Bool {
        guard !content.isFinished else { return true }
        // A client that was not told to go on may send its content all the same, or not (RFC 9110 §10.1.1).
        guard !content.hasFailed, !content.needsContinue else { return false }
        return content.remaining ?? 0 <= Self.discardLimit
    }

    /// Reads away what is left of a request's content; where it is too much, or does not come, the connection closes.
    func discard(_ content: ContentReader) async {
        guard !content.isReading else { return giveUp() }
        guard keepAlive, !isBroken else { return }
        guard canPass(content), !worker.isDraining else { return keepAlive = false }
        isDiscarding = true
        defer { isDiscarding = false }
        var count = 0
        do {
            while let chunk = try await content.next() {
                count += chunk.count
                guard count <= Self.discardLimit else { return keepAlive = false }
            }
        } catch {
            keepAlive = false
        }
    }

    /// Takes the content from a task that still reads it though its handler has answered: the task gets an error, and the
    /// connection closes behind the response.
    func interrupt(_ content: ContentReader) {
        keepAlive = false
        content.end()
        self.content = nil
        if waiting != .nothing { resume() }
    }

    /// Ends the connection where a task that outlives its handler still uses it.
    func giveUp() {
        output.flush()
        keepAlive = false
        isBroken = true
        if waiting != .nothing { resume() }
    }

    /// Tells the connection that the server stops: one that waits for a request that has not begun ends soon. Not at
    /// once: a request that is on its way already is answered. A stream without an end of its own is brought to one.
    func prepareToStop() {
        if (waiting == .head && !reader.hasBegun) || (waiting == .content && isDiscarding) {
            setDeadline(Worker.drainTimeout)
        }
        guard let stream else { return }
        stream.stop()
        if case .content(let content) = stream.response.body, content.isOpenEnded { task?.cancel() }
    }

    /// Closes so that the client sees the last response: what it still sends is read for a while, as closing
    /// at once would answer it with a reset, which may overtake the response (RFC 9112 §9.6).
    func close() async {
        if !isBroken, !keepAlive {
            socket.shutdownSending()
            await linger()
        }
        timer.cancel()
        output.close()
        reader.close()
        worker.loop.unregister(socket.number)
        socket.close()
        worker.closed(self)
        task = nil
    }

    /// Waits until the peer has closed, too. Once it has sent too much the rest stays unread.
    private func linger() async {
        var scratch = [UInt8](repeating: 0, count: 16 * 1024)
        let end = worker.loop.now &+ Self.longestLinger
        var budget = Self.lingerLimit
        while !isBroken {
            if reader.mayRead, budget > 0 {
                switch reader.discard(into: &scratch) {
                case .bytes(let count): budget -= count
                case .wouldBlock: break
                case .endOfStream, .failed: return
                }
                continue
            }
            if budget <= 0 {
                if reader.peerHasEnded { return }
                reader.mayRead = false
            }
            let left = end > worker.loop.now ? end - worker.loop.now : 0
            let idle = worker.isDraining ? Worker.drainTimeout : Self.lingerTimeout
            guard await waitForContent(timeout: min(left, budget > 0 ? idle : 5 * idle)) else { return }
        }
    }
}
