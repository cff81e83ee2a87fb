import Testing

@testable import TaproomNet

/// Events of epoll.
@Suite(.timeLimit(.minutes(1))) struct PollerTests {
    /// Watches three pipes, each with its number as the token. Some have a byte before the wait, and others before the
    /// gathering.
    ///
    /// - Returns: the tokens of the events, and those of the next wait.
    private func tokens(
        capacity: Int, _ first: [Int], then second: [Int]
    ) throws -> (gathered: [UInt64], next: [UInt64]) {
        let pipes = try Pipes(3)
        defer { pipes.close() }
        var poller = try Poller(capacity: capacity)
        for index in pipes.ends.indices {
            try poller.add(pipes[index], token: UInt64(index), interest: .readable, edge: true)
        }
        pipes.write(first)
        let count = poller.wait(timeout: -1)
        #expect(count == first.count)
        pipes.write(second)
        let all = poller.gather(after: count)
        let gathered = (0..<all).map { poller.event($0).token }
        let rest = poller.wait(timeout: 0)
        return (gathered, (0..<rest).map { poller.event($0).token })
    }

    @Test func whatIsGatheredFollowsTheEventsOfTheWait() throws {
        let tokens = try tokens(capacity: 8, [1], then: [0, 2])
        #expect(tokens.gathered == [1, 0, 2])
        #expect(tokens.next == [])
    }

    @Test func gatheringDoesNotWait() throws {
        #expect(try tokens(capacity: 8, [1], then: []).gathered == [1])
    }

    @Test func whatDoesNotFitComesWithTheNextWait() throws {
        let tokens = try tokens(capacity: 2, [1], then: [0, 2])
        #expect(tokens.gathered == [1, 0])
        #expect(tokens.next == [2])
    }

    @Test func afterAFullWaitNothingIsGathered() throws {
        let tokens = try tokens(capacity: 2, [0, 1], then: [2])
        #expect(tokens.gathered == [0, 1])
        #expect(tokens.next == [2])
    }
}
