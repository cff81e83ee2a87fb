import TaproomNet

/// A connection for writes that wait for replicas or disks. Redis blocks a connection that waits, so reads use another
/// one. Writes that arrive during a wait share the next wait. Used on the loop's thread only.
final class DurableConnection: EndOfTurnHandler {
    let connection: RedisConnection
    private let loop: EventLoop
    private let durability: Durability
    /// The writes of this turn, which share a wait.
    private var batch = Batch()
    private var isWaiting = false
    /// The tasks whose writes arrived during a wait.
    private var queue: [Suspension] = []

    private final class Batch {
        var writes: [(caller: LimitedReply, reply: Result<RedisValue, RedisError>)] = []
    }

    init(_ connection: RedisConnection, _ durability: Durability, loop: EventLoop) {
        self.connection = connection
        self.durability = durability
        self.loop = loop
    }

    /// Sends a write, and returns its reply when the write is durable.
    ///
    /// - Parameters:
    ///   - preamble: a command to send before the write; its reply is ignored.
    ///   - deadline: monotonic nanoseconds.
    /// - Throws: `RedisError.notDurable` if it is not durable in time. The write may have been made.
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
        // At the end of the turn, the command that waits is sent together with the writes.
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
            // Nothing was written, or the write is durable.
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
