import Testing

@testable import TaproomRedis

/// The commands that have no reply yet.
@Suite struct PendingQueueTests {
    /// Commands by their deadlines and lengths.
    private func queue(_ commands: [(deadline: UInt64, length: Int)]) -> PendingQueue {
        var queue = PendingQueue()
        for (deadline, length) in commands {
            queue.append(.init(receiver: .command(AwaitedReply()), deadline: deadline, length: length))
        }
        return queue
    }

    @Test func theLengthOfTheLateCommandsIsThatOfAllOfThem() {
        let queue = queue([(1, 10), (2, 200), (2, 3000), (3, 40_000)])
        #expect(queue.late(now: 0) == (0, 0))
        #expect(queue.late(now: 1) == (1, 10))
        #expect(queue.late(now: 2) == (3, 3210))
        #expect(queue.late(now: 9) == (4, 43_210))
    }

    @Test func theNextDeadlineIsThatOfACommandWhoseCallerWaits() {
        var queue = queue([(1, 1), (2, 1), (3, 1)])
        #expect(queue.giveUp(now: 2).count == 2)
        #expect(queue.count == 3)
        #expect(queue.nextDeadline == 3)
        // Each caller is told once.
        #expect(queue.giveUp(now: 3).count == 1)
        #expect(queue.nextDeadline == nil)
    }
}
