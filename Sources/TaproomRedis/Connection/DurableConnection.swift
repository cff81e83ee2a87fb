import TaproomNet

/// A connection for writes that wait for replicas or disks. Redis serves nothing else on a connection that waits, so it is not
/// that of the reads. Writes that come during a wait share the next one. On the loop's thread.
final class DurableConnection: EndOfTurnHandler {
    let connection: RedisConnection
    private let loop: EventLoop
    private let durability: Durability
    /// Those that are sent in this turn, or wait together.
    private var batch = Batch()
    private var isWaiting = false
    /// Writes that come during a wait.
    private var queue: [Suspension] = []

    private final class Batch {
        var writes: [(caller: LimitedReply, reply: Result<RedisValue, RedisError>)] = []
    }

    init(_ connection: RedisConnection, _ durability: Durability, loop: EventLoop) {
        self.connection = connection
        self.durability = durability
        self.loop = loop
    }

    /// Sends a write, and returns its reply when it is as durable as it should be.
    ///
    /// - Parameters:
    ///   - preamble: a command that goes before it, whose reply says nothing.
    ///   - deadline: monotonic nanoseconds.
    /// - Throws: `RedisError.notDurable` where it is not in time; it may have been made.
    func send(
        _ write: @Sendable (inout CommandWriter) -> Void, after preamble: ((inout CommandWriter) -> Void)? = nil,
        by deadline: UInt64
    ) async throws -> RedisValue {
        while isWaiting {
            let suspension = Suspension()
            queue.append(suspension)
            await loop.suspend(suspension)
            guard loop.now < deadline else { throw RedisError.unreachable("earlier writes wait for replicas or disks") }
        }
        try connection.prepare()
        let caller = LimitedReply(loop: loop, deadline: deadline)
        let (batch, index) = (batch, batch.writes.count)
        // So that the command that waits leaves with the writes.
        if batch.writes.isEmpty { loop.atEndOfTurn(self) }
        batch.writes.append((caller, .failure(.unreachable("it was not sent"))))
        if let preamble { connection.send(preamble) { _ in } }
        do {
            try connection.submit(write, outcome: { batch.writes[index].reply = $0 })
        } catch {
            batch.writes[index].reply = .failure(error)
        }
        await loop.suspend(caller.suspension)
        return try caller.result.get()
    }

    func turnEnded() {
        let writes = batch
        batch = Batch()
        isWaiting = true
        connection.send {
            durability.write(to: &$0)
        } _: { [weak self, durability] reply in
            Self.finish(writes, durability.shortfall(reply))
            self?.waitEnded()
        }
    }

    private static func finish(_ batch: Batch, _ shortfall: RedisError?) {
        for (caller, reply) in batch.writes {
            switch (reply, shortfall) {
            // Nothing was written, or all is well.
            case (.failure, _), (.success(.error), _), (.success(.null), _), (_, nil): caller.take(reply)
            case (.success, let shortfall?): caller.take(.failure(shortfall))
            }
        }
    }

    private func waitEnded() {
        isWaiting = false
        for suspension in queue { loop.resume(suspension) }
        queue.removeAll()
    }
}
