/// The commands that wait for their replies, in the order in which they were sent: a ring that allocates only
/// when it grows.
struct PendingQueue {
    enum Receiver {
        case command(AwaitedReply)
        /// Called with the reply; with nil where none will come.
        case callback((RedisValue?) -> Void)
        /// Called with the reply, or the reason why none will come.
        case outcome((Result<RedisValue, RedisError>) -> Void)
        /// The caller has given up: the reply is dropped.
        case nobody
    }

    struct Entry {
        var receiver: Receiver
        /// Monotonic nanoseconds; never before that of an earlier entry.
        let deadline: UInt64
        /// Bytes of the command.
        let length: Int
    }

    private var slots: [Entry?] = Array(repeating: nil, count: 64)
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The one that has waited longest.
    var first: Entry? { count > 0 ? slots[head] : nil }

    mutating func append(_ entry: consuming Entry) {
        if count == slots.count { grow() }
        slots[(head &+ count) & (slots.count &- 1)] = entry
        count &+= 1
    }

    mutating func popFirst() -> Entry? {
        guard count > 0 else { return nil }
        var entry: Entry?
        swap(&entry, &slots[head])
        head = (head &+ 1) & (slots.count &- 1)
        count &-= 1
        return entry
    }

    /// When the first one that is still waited for is late.
    var nextDeadline: UInt64? {
        for index in 0..<count {
            guard let entry = slots[(head &+ index) & (slots.count &- 1)], !entry.isGivenUp else { continue }
            return entry.deadline
        }
        return nil
    }

    /// How many are late, and how many bytes their commands have.
    func late(now: UInt64) -> (count: Int, length: Int) {
        var late = (count: 0, length: 0)
        while late.count < count, let entry = slots[(head &+ late.count) & (slots.count &- 1)], entry.deadline <= now {
            late.count += 1
            late.length += entry.length
        }
        return late
    }

    /// Takes the receivers of those that are late out of their places, which stay: the replies may come yet.
    mutating func giveUp(now: UInt64) -> [Receiver] {
        var late: [Receiver] = []
        for index in 0..<count {
            let index = (head &+ index) & (slots.count &- 1)
            guard let entry = slots[index], entry.deadline <= now else { break }
            if !entry.isGivenUp { late.append(entry.receiver) }
            slots[index]?.receiver = .nobody
        }
        return late
    }

    private mutating func grow() {
        var larger: [Entry?] = Array(repeating: nil, count: slots.count * 2)
        for index in 0..<count { larger[index] = slots[(head &+ index) & (slots.count &- 1)] }
        slots = larger
        head = 0
    }
}

extension PendingQueue.Entry {
    var isGivenUp: Bool {
        if case .nobody = receiver { true } else { false }
    }
}
