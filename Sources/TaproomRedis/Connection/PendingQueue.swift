/// The commands that wait for their replies, in the order in which they were sent: a ring that allocates only
/// when it grows.
struct PendingQueue {
    enum Receiver {
        case command(AwaitedReply)
        /// Called with the reply; with nil where none will come.
        case callback((RedisValue?) -> Void)
    }

    struct Entry {
        let receiver: Receiver
        /// Monotonic nanoseconds.
        let deadline: UInt64
    }

    private var slots: [Entry?] = Array(repeating: nil, count: 64)
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The one that has waited longest.
    var first: Entry? { count > 0 ? slots[head] : nil }

    mutating func append(_ entry: Entry) {
        if count == slots.count { grow() }
        slots[(head &+ count) & (slots.count &- 1)] = entry
        count &+= 1
    }

    mutating func popFirst() -> Entry? {
        guard count > 0 else { return nil }
        let entry = slots[head].take()
        head = (head &+ 1) & (slots.count &- 1)
        count &-= 1
        return entry
    }

    private mutating func grow() {
        var larger: [Entry?] = Array(repeating: nil, count: slots.count * 2)
        for index in 0..<count { larger[index] = slots[(head &+ index) & (slots.count &- 1)] }
        slots = larger
        head = 0
    }
}
