import TaproomNet

/// A loop's connection that only one task uses at a time, as a transaction requires: watched keys and queued commands
/// belong to the connection. Used on the loop's thread only.
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

    /// Waits for the connection, and reserves it for the task until `release`.
    ///
    /// - Throws: `RedisError` if other tasks have used the connection for longer than the time-out, or Redis is away.
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

    /// Passes the connection to the next task that waits.
    func release() {
        isTaken = false
        guard !suspensions.isEmpty else { return }
        isTaken = true
        loop.resume(suspensions.removeFirst())
    }
}
