import TaproomNet

/// Where a task waits for the reply to its command, and finds it.
final class AwaitedReply {
    let suspension = Suspension()
    var result = Result<RedisValue, RedisError>.success(.null)

    /// Hands the result out, which is then forgotten here.
    func take() -> Result<RedisValue, RedisError> {
        exchange(&result, with: .success(.null))
    }
}

/// Where a task waits for the reply to its command until a deadline of its own; what comes later is dropped.
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
    /// Suspends the task until a time, in monotonic nanoseconds. On the loop's thread, in code that belongs to no actor.
    func pause(until time: UInt64) async {
        let pause = LimitedReply(loop: self, deadline: time)
        await suspend(pause.suspension)
        // Its timer ends with it.
        withExtendedLifetime(pause) {}
    }
}

/// The replies to commands that nobody waits for one by one.
final class GatheredReplies {
    private var replies: [RedisValue] = []
    private var isWhole = true

    /// - Parameter reply: nil where none will come.
    func add(_ reply: RedisValue?) {
        if let reply { replies.append(reply) } else { isWhole = false }
    }

    func all() throws(RedisError) -> [RedisValue] {
        guard isWhole else { throw .connectionLost("before all replies had come") }
        return replies
    }
}
