/// A deadline that can be moved often, because moving it to a later time only stores a number. It belongs to one loop.
public final class LoopTimer {
    /// The deadline in monotonic nanoseconds; `.max` if not set.
    public private(set) var deadline = UInt64.max
    fileprivate var scheduled = UInt64.max
    fileprivate let handle = TimerHandle()
    /// The timer's owner, which outlives the timer. It is not a weak reference, because that would slow down every use
    /// of the owner.
    unowned(unsafe) let target: any TimerTarget

    /// - Parameter target: the owner, which must hold the only reference to the timer.
    public init(target: any TimerTarget) {
        self.target = target
        handle.timer = self
    }

    deinit {
        handle.timer = nil
    }

    /// Sets the deadline, in monotonic nanoseconds. Call it on the loop's thread.
    public func set(_ deadline: UInt64, on loop: EventLoop) {
        self.deadline = deadline
        if deadline < scheduled { loop.schedule(self) }
    }

    /// Clears the deadline.
    public func cancel() {
        deadline = .max
    }
}

/// The owner of a timer, which is called when the deadline has passed.
public protocol TimerTarget: AnyObject {
    /// Called on the loop's thread.
    func timerFired(_ timer: LoopTimer)
}

/// The queue's reference to a timer. The timer clears it when it is deallocated.
private final class TimerHandle {
    unowned(unsafe) var timer: LoopTimer?
}

/// A binary heap of timers, ordered by the time at which each is checked. A timer that was moved to a later time is
/// inserted again when its old time has come.
struct TimerQueue {
    private var heap: [(time: UInt64, handle: TimerHandle)] = []

    /// The earliest time; `.max` if the queue is empty.
    var next: UInt64 { heap.first?.time ?? .max }

    mutating func insert(_ timer: LoopTimer) {
        timer.scheduled = timer.deadline
        heap.append((timer.deadline, timer.handle))
        siftUp(heap.count - 1)
    }

    /// Removes one timer whose deadline has passed; nil if there is none.
    mutating func popExpired(now: UInt64) -> LoopTimer? {
        while let first = heap.first, first.time <= now {
            removeFirst()
            // The timer may have another entry by now, with an earlier time.
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
