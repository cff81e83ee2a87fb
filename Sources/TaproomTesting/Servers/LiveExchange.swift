import Synchronization
import TaproomNet

/// A request over a connection of its own. Blocking calls run on threads of their own.
final class LiveExchange: Exchange {
    private struct Use {
        var count = 0
        var isClosed = false
    }

    private let connection: BlockingConnection
    private let owner: OpenExchanges
    /// The threads that use the descriptor. It is closed only when no thread uses it any more, because its number may
    /// then be reused.
    private let use = Mutex(Use())
    /// The number of pieces that are sent with a pause between them, so that they are received separately.
    private static let spacedPieces = 100

    /// Connects, and sends the request while the response is awaited, because a server may respond before it has read
    /// everything. The thread that connects sends at once, because the server gives up a connection on which nothing
    /// arrives.
    static func open(
        port: Int, sending writes: [[UInt8]], timeout: Duration, owner: OpenExchanges
    ) async throws -> LiveExchange {
        let seconds = Int(clamping: min(timeout.components.seconds, 3600)) + 1
        return try await withCheckedThrowingContinuation { continuation in
            BackgroundThread.run {
                do {
                    let connection = try BlockingConnection(port: port, timeout: seconds)
                    let exchange = LiveExchange(connection, owner: owner)
                    _ = exchange.begin()
                    defer { exchange.end() }
                    continuation.resume(returning: exchange)
                    exchange.send(writes)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private init(_ connection: BlockingConnection, owner: OpenExchanges) {
        self.connection = connection
        self.owner = owner
        owner.insert(self)
    }

    private func send(_ writes: [[UInt8]]) {
        for (index, bytes) in writes.enumerated() {
            if 1...Self.spacedPieces ~= index { BackgroundThread.sleep(milliseconds: 1) }
            // A failure shows in the response, or in its absence.
            guard (try? connection.send(bytes)) != nil else { return }
        }
    }

    func next(until deadline: ContinuousClock.Instant) async throws -> [UInt8]? {
        guard begin() else { return nil }
        let bytes = try await withTaskCancellationHandler {
            try await BackgroundThread.run { [self] in
                defer { end() }
                let left = ContinuousClock.now.duration(to: deadline).nanoseconds / 1_000_000
                guard connection.isReadable(within: Int(clamping: left)) else { throw ExchangeError.timedOut }
                do {
                    let bytes = try connection.receive()
                    return bytes
                } catch {
                    throw ExchangeError.failed(reason: "\(error)")
                }
            }
        } onCancel: {
            close()
        }
        try Task.checkCancellation()
        return bytes.isEmpty ? nil : bytes
    }

    func close() {
        owner.remove(self)
        use.withLock { use in
            use.isClosed = true
            if use.count > 0 { connection.shutdown() } else { connection.close() }
        }
    }

    private func begin() -> Bool {
        use.withLock { use in
            guard !use.isClosed else { return false }
            use.count += 1
            return true
        }
    }

    private func end() {
        use.withLock { use in
            use.count -= 1
            if use.isClosed, use.count == 0 { connection.close() }
        }
    }
}
