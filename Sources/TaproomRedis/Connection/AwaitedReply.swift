import TaproomNet

/// The reply that a task waits for, with the task's suspension. Used again for later commands.
final class AwaitedReply {
    let suspension = Suspension()
    var result = Result<RedisValue, RedisError>.success(.null)

    /// Returns the result, and resets it.
    func take() -> Result<RedisValue, RedisError> {
        exchange(&result, with: .success(.null))
    }
}

/// The reply that a task waits for until a deadline of its own. A later reply is dropped.
final class LimitedReply: TimerTarget {
    let suspension = Suspension()
    private(set) var result = Result<RedisValue, RedisError>.failure(.timedOut)
    private var isWaiting = true
    private let loop: EventLoop
    private lazy var timer = LoopTimer(target: self)

    /// - Parameter deadline: monotonic nanoseconds.
    init(loop: EventLoop, deadline: UInt64) {
        self.loop = loop
        timer.set(deadline, on: loop)
    }

    func take(_ result: Result<RedisValue, RedisError>) {
        guard isWaiting else { return }
        self.result = result
        wake()
    }

    func timerFired(_ timer: LoopTimer) {
        if isWaiting { wake() }
    }

    private func wake() {
        isWaiting = false
        timer.cancel()
        loop.resume(suspension)
    }
}

extension EventLoop {
    /// Suspends the task until a time, in monotonic nanoseconds. Call it on the loop's thread, in code that belongs to
    /// no actor.
    func pause(until time: UInt64) async {
        let pause = LimitedReply(loop: self, deadline: time)
        await suspend(pause.suspension)
        // A loop does not retain the owners of its timers.
        withExtendedLifetime(pause) {}
    }
}

/// The replies to all commands of a group but the last, which no task waits for one by one.
final class GatheredReplies {
    private var replies: [RedisValue] = []
    private var isWhole = true

    /// - Parameter reply: nil if no reply will arrive.
    func add(_ reply: RedisValue?) {
        if let reply { replies.append(reply) } else { isWhole = false }
    }

    func all() throws(RedisError) -> [RedisValue] {
        guard isWhole else { throw .connectionLost("before all replies had come") }
        return replies
    }
}
