import TaproomNet

/// Sends a command at intervals, so that a connection that is silently cut off is found out: no reply within the command
/// time-out counts as its loss. On the loop's thread.
final class Heartbeat: TimerTarget {
    private let connection: RedisConnection
    private let interval: UInt64
    private let command: [String]
    private let receive: (RedisValue?) -> Void
    private lazy var timer = LoopTimer(target: self)

    /// - Parameters:
    ///   - interval: nanoseconds.
    ///   - receive: gets each reply; nil where none will come.
    init(
        of connection: RedisConnection, every interval: UInt64, _ command: [String] = ["PING"],
        receive: @escaping (RedisValue?) -> Void = { _ in }
    ) {
        self.connection = connection
        self.interval = interval
        self.command = command
        self.receive = receive
    }

    /// Begins, unless it has begun.
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
