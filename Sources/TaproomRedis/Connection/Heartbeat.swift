import TaproomNet

/// Sends a command at intervals, to detect a connection that was cut off silently. If no reply arrives within the
/// time-out of a command, the connection counts as lost. Used on the loop's thread only.
final class Heartbeat: TimerTarget {
    private let connection: RedisConnection
    private let interval: UInt64
    private let command: [String]
    private let receive: (RedisValue?) -> Void
    private lazy var timer = LoopTimer(target: self)

    /// - Parameters:
    ///   - interval: nanoseconds.
    ///   - receive: called with each reply; nil if none will arrive.
    init(
        of connection: RedisConnection, every interval: UInt64, _ command: [String] = ["PING"],
        receive: @escaping (RedisValue?) -> Void = { _ in }
    ) {
        self.connection = connection
        self.interval = interval
        self.command = command
        self.receive = receive
    }

    /// Starts, unless it has started.
    func start() {
        if timer.deadline == .max { timer.set(connection.loop.now &+ interval, on: connection.loop) }
    }

    func stop() {
        timer.cancel()
    }

    func timerFired(_ timer: LoopTimer) {
        if connection.isReady {
            connection.send({ $0.write(command) }, receive)
        }
        self.timer.set(connection.loop.now &+ interval, on: connection.loop)
    }
}
