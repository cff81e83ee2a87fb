import TaproomNet

extension EventLoop {
    /// Suspends a handler on its loop. After `Task.sleep`, it would resume on the concurrent pool, which tests keep
    /// busy for seconds.
    @concurrent
    public func pause(milliseconds: UInt64) async {
        let pause = LoopPause(self)
        await enter()
        pause.timer.set(now &+ milliseconds * 1_000_000, on: self)
        await suspend(pause.suspension)
        // A loop does not retain the owners of its timers.
        withExtendedLifetime(pause) {}
    }
}

private final class LoopPause: TimerTarget {
    let suspension = Suspension()
    private(set) lazy var timer = LoopTimer(target: self)
    private let loop: EventLoop

    init(_ loop: EventLoop) {
        self.loop = loop
    }

    func timerFired(_ timer: LoopTimer) {
        loop.resume(suspension)
    }
}
