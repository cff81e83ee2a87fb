import TaproomHTTP
import TaproomNet

/// Finishes a request's content, and closes the connection.
extension Connection {
    /// The most unread bytes of content that are discarded to keep the connection open.
    private static let discardLimit = 256 * 1024
    /// The most bytes that a closing connection reads and discards.
    private static let lingerLimit = 1024 * 1024
    /// Nanoseconds that a closing connection waits for the peer's next byte, and (`longestLinger`) in total.
    private static let lingerTimeout: UInt64 = 2_000_000_000
    private static let longestLinger: UInt64 = 30_000_000_000

    /// Returns whether the connection can continue with the request after this content.
    func canPass(_ content: ContentReader) -> Bool {
        guard !content.isFinished else { return true }
        // A client that has not received 100 Continue may or may not send its content (RFC 9110 §10.1.1).
        guard !content.hasFailed, !content.needsContinue else { return false }
        return content.remaining ?? 0 <= Self.discardLimit
    }

    /// Discards the rest of a request's content. If it is too long or does not arrive, the connection closes.
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

    /// Interrupts a task that still reads content although its handler has returned. The task gets an error, and the
    /// connection closes after the response.
    func interrupt(_ content: ContentReader) {
        keepAlive = false
        content.end()
        self.content = nil
        if waiting != .nothing { resume() }
    }

    /// Ends the connection because a task still uses it although its handler has returned.
    func giveUp() {
        output.flush()
        keepAlive = false
        isBroken = true
        if waiting != .nothing { resume() }
    }

    /// Prepares for the stop of the server. A connection that waits for a request closes soon, but not immediately,
    /// because a request may be on its way. An open-ended stream is told to end.
    func prepareToStop() {
        if (waiting == .head && !reader.hasBegun) || (waiting == .content && isDiscarding) {
            setDeadline(Worker.drainTimeout)
        }
        guard let stream else { return }
        stream.stop()
        if case .content(let content) = stream.response.body, content.isOpenEnded { task?.cancel() }
    }

    /// Closes the connection. It first reads what the client still sends, because closing immediately would send a
    /// reset, which could overtake the last response (RFC 9112 §9.6).
    func close() async {
        if !isBroken, !keepAlive {
            socket.shutdownSending()
            // Further input is discarded, so it need not be decrypted.
            socket.tls = nil
            await linger()
        }
        timer.cancel()
        output.close()
        reader.close(worker.requests)
        worker.loop.unregister(socket.number)
        socket.close()
        worker.closed(self)
        task = nil
    }

    /// Waits until the peer has closed its side. If the peer sends more than the limit, the rest is left unread.
    private func linger() async {
        let end = worker.loop.now &+ Self.longestLinger
        var budget = Self.lingerLimit
        while !isBroken {
            if reader.mayRead, budget > 0 {
                switch reader.discard(into: &worker.scratch) {
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
