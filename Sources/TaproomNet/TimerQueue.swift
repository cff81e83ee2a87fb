/// A deadline that its owner moves as often as it likes: moving it later only stores a number, so a
/// connection can do so on every request. Belongs to one loop.
public final class LoopTimer {
    /// Monotonic nanoseconds; `.max` when not set.
    public private(set) var deadline = UInt64.max
    fileprivate var scheduled = UInt64.max
    fileprivate let handle = TimerHandle()
    /// Its owner, which it does not outlive. A weak reference would make each use of the owner slower, even afterwards.
    unowned(unsafe) let target: any TimerTarget

    /// - Parameter target: the timer's owner, the only one that keeps it.
    public init(target: any TimerTarget) {
        self.target = target
        handle.timer = self
    }

    deinit {
        handle.timer = nil
    }

    /// Sets the deadline, to be seen by `loop`. Only on that loop's thread.
    public func set(_ deadline: UInt64, on loop: EventLoop) {
        self.deadline = deadline
        if deadline < scheduled { loop.schedule(self) }
    }

    /// Forgets the deadline.
    public func cancel() {
        deadline = .max
    }
}

/// The owner of a timer, which is called when the deadline has passed.
public protocol TimerTarget: AnyObject {
    /// Called on the loop's thread.
    func timerFired(_ timer: LoopTimer)
}

/// A queue's reference to a timer, which the timer clears when it is deallocated.
private final class TimerHandle {
    unowned(unsafe) var timer: LoopTimer?
}

/// Timers by the time at which each is checked: a binary heap. A timer that was moved later is put back
/// when its old time comes.
struct TimerQueue {
    private var heap: [(time: UInt64, handle: TimerHandle)] = []

    /// The earliest time in it; `.max` when it is empty.
    var next: UInt64 { heap.first?.time ?? .max }

    mutating func insert(_ timer: LoopTimer) {
        timer.scheduled = timer.deadline
        heap.append((timer.deadline, timer.handle))
        siftUp(heap.count - 1)
    }

    /// Takes out one timer whose deadline has passed; nil when there is none.
    mutating func popExpired(now: UInt64) -> LoopTimer? {
        while let first = heap.first, first.time <= now {
            removeFirst()
            // Another entry may stand for it by now, earlier than this one.
            guard let timer = first.handle.timer, timer.scheduled == first.time else { continue }
            timer.scheduled = .max
            if timer.deadline <= now {
                timer.cancel()
                return timer
            }
            if timer.deadline != .max { insert(timer) }
        }
        return nil
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < heap.count && heap[child].time < heap[smallest].time {
                smallest = child
            }
            guard smallest != index else { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].time < heap[parent].time else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }
}
