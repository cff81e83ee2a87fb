import Glibc
import Testing

@testable import TaproomNet

/// Events of epoll.
@Suite(.timeLimit(.minutes(1))) struct PollerTests {
    private let ends: [(read: Int32, write: Int32)]

    init() throws {
        ends = try (0..<3).map { _ in
            var pipe: [Int32] = [-1, -1]
            try #require(Glibc.pipe(&pipe) == 0)
            return (pipe[0], pipe[1])
        }
    }

    /// Watches the pipes, each with its number as the token.
    private func poller(capacity: Int) throws -> Poller {
        let poller = try Poller(capacity: capacity)
        for (index, end) in ends.enumerated() {
            try poller.add(end.read, token: UInt64(index), interest: .readable, edge: true)
        }
        return poller
    }

    private func write(_ indices: Int...) {
        for index in indices { #expect(Glibc.write(ends[index].write, "x", 1) == 1) }
    }

    private func close() {
        for end in ends {
            Glibc.close(end.read)
            Glibc.close(end.write)
        }
    }

    @Test func whatIsGatheredFollowsTheEventsOfTheWait() throws {
        defer { close() }
        var poller = try poller(capacity: 8)
        write(1)
        let count = poller.wait(timeout: -1)
        #expect(count == 1)
        write(0, 2)
        let all = poller.gather(after: count)
        #expect(all == 3)
        #expect((0..<all).map { poller.event($0).token } == [1, 0, 2])
    }

    @Test func gatheringDoesNotWait() throws {
        defer { close() }
        var poller = try poller(capacity: 8)
        write(1)
        let count = poller.wait(timeout: -1)
        let all = poller.gather(after: count)
        #expect(all == 1)
        #expect(poller.event(0).token == 1)
    }

    @Test func whatDoesNotFitComesWithTheNextWait() throws {
        defer { close() }
        var poller = try poller(capacity: 2)
        write(1)
        let count = poller.wait(timeout: -1)
        #expect(count == 1)
        write(0, 2)
        let all = poller.gather(after: count)
        #expect(all == 2)
        #expect((0..<2).map { poller.event($0).token } == [1, 0])
        let next = poller.wait(timeout: -1)
        #expect(next == 1)
        #expect(poller.event(0).token == 2)
    }

    @Test func afterAFullWaitNothingIsGathered() throws {
        defer { close() }
        var poller = try poller(capacity: 2)
        write(0, 1)
        let count = poller.wait(timeout: -1)
        #expect(count == 2)
        write(2)
        let all = poller.gather(after: count)
        #expect(all == 2)
        #expect((0..<2).map { poller.event($0).token } == [0, 1])
    }
}
