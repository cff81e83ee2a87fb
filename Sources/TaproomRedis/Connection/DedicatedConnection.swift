import TaproomNet

/// A loop's connection that one task at a time has for itself, as a transaction needs: what is watched, and what is queued,
/// belongs to the connection. On the loop's thread.
final class DedicatedConnection {
    let connection: RedisConnection
    private let loop: EventLoop
    private let timeout: UInt64
    private var isTaken = false
    private var suspensions: [Suspension] = []

    init(_ connection: RedisConnection, loop: EventLoop, timeout: UInt64) {
        self.connection = connection
        self.loop = loop
        self.timeout = timeout
    }

    /// Lets the task have the connection until `release`.
    ///
    /// - Throws: `RedisError` where its turn comes too late, or Redis is away.
    func take() async throws {
        let deadline = loop.now &+ timeout
        if isTaken {
            let suspension = Suspension()
            suspensions.append(suspension)
            await loop.suspend(suspension)
        }
        isTaken = true
        do {
            if loop.now >= deadline { throw RedisError.unreachable("others wait for it, too") }
            try connection.prepare()
        } catch {
            release()
            throw error
        }
    }

    /// Gives the connection to the next task.
    func release() {
        isTaken = false
        guard !suspensions.isEmpty else { return }
        isTaken = true
        loop.resume(suspensions.removeFirst())
    }
}
