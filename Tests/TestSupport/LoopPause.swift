import TaproomNet

extension EventLoop {
    /// Lets a handler wait on its loop. `Task.sleep` would leave it to the concurrent pool, which tests keep busy for seconds.
    @concurrent
    public func pause(milliseconds: UInt64) async {
        let pause = LoopPause(self)
        await enter()
        pause.timer.set(now &+ milliseconds * 1_000_000, on: self)
        await suspend(pause.suspension)
        // A timer does not keep its target.
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
