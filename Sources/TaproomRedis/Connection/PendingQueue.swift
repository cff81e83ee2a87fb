/// The commands that have no reply yet, in the order in which they are sent. It is a ring buffer that allocates only
/// when it grows.
struct PendingQueue {
    enum Receiver {
        case command(AwaitedReply)
        /// Called with the reply; nil if none will arrive.
        case callback((RedisValue?) -> Void)
        /// Called with the reply, or with the reason why none will arrive.
        case outcome((Result<RedisValue, RedisError>) -> Void)
        /// The caller has given up, so the reply is dropped.
        case nobody
    }

    struct Entry {
        var receiver: Receiver
        /// Monotonic nanoseconds; not before the deadline of an earlier entry.
        let deadline: UInt64
        /// The length of the command in bytes.
        let length: Int
    }

    private var slots: [Entry?] = Array(repeating: nil, count: 64)
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The oldest command.
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

    /// The deadline of the oldest command whose caller has not given up; nil if there is none.
    var nextDeadline: UInt64? {
        for index in 0..<count {
            guard let entry = slots[(head &+ index) & (slots.count &- 1)], !entry.isGivenUp else { continue }
            return entry.deadline
        }
        return nil
    }

    /// Returns the number of commands whose deadline has passed, and their length in bytes.
    func late(now: UInt64) -> (count: Int, length: Int) {
        var late = (count: 0, length: 0)
        while late.count < count, let entry = slots[(head &+ late.count) & (slots.count &- 1)], entry.deadline <= now {
            late.count += 1
            late.length += entry.length
        }
        return late
    }

    /// Removes and returns the receivers of commands whose deadline has passed. The entries stay, because the replies
    /// may still arrive.
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
