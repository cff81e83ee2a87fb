import TaproomNet

extension EventLoop {
    /// Suspends the task until a time, in monotonic nanoseconds. On the loop's thread, in code that belongs to no actor.
    func pause(until time: UInt64) async {
        let pause = LoopPause()
        pause.begin(until: time, on: self)
        await suspend(pause.suspension)
        pause.end()
    }
}

private final class LoopPause: TimerTarget {
    let suspension = Suspension()
    private weak var loop: EventLoop?
    private lazy var timer = LoopTimer(target: self)

    func begin(until time: UInt64, on loop: EventLoop) {
        self.loop = loop
        timer.set(time, on: loop)
    }

    /// Also keeps the timer until here.
    func end() {
        timer.cancel()
    }

    func timerFired(_ timer: LoopTimer) {
        loop?.resume(suspension)
    }
}
