import Glibc
import Testing

@testable import TaproomNet

/// Timers and events of a loop.
@Suite(.timeLimit(.minutes(1))) struct EventLoopTests {
    private static let millisecond: UInt64 = 1_000_000

    /// Records the order in which timers fire, and resumes the task that waits for the last of them.
    private final class Alarms: TimerTarget {
        let loop: EventLoop
        let suspension = Suspension()
        private(set) lazy var timer = LoopTimer(target: self)
        private(set) lazy var last = LoopTimer(target: self)
        var fired: [String] = []

        init(_ loop: EventLoop) {
            self.loop = loop
        }

        func timerFired(_ timer: LoopTimer) {
            fired.append(timer === last ? "last" : "timer")
            if timer === last { loop.resume(suspension) }
        }

        /// - Parameter milliseconds: from now.
        func set(_ timer: LoopTimer, _ milliseconds: UInt64) {
            timer.set(loop.now &+ milliseconds * EventLoopTests.millisecond, on: loop)
        }
    }

    /// Sets a timer repeatedly, and another one for the end. Returns those that fired, in order.
    ///
    /// - Parameter times: milliseconds from now; nil cancels.
    @concurrent
    private func fired(_ times: [UInt64?], end: UInt64) async throws -> [String] {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        return await loop.run {
            let alarms = Alarms(loop)
            for time in times { if let time { alarms.set(alarms.timer, time) } else { alarms.timer.cancel() } }
            alarms.set(alarms.last, end)
            await loop.suspend(alarms.suspension)
            return alarms.fired
        }
    }

    @Test func aTimerFiresAtTheTimeThatWasSetLast() async throws {
        #expect(try await fired([10], end: 50) == ["timer", "last"])
        #expect(try await fired([3_600_000, 10], end: 2000) == ["timer", "last"])
        #expect(try await fired([10, 3_600_000], end: 50) == ["last"])
        #expect(try await fired([10, 30], end: 200) == ["timer", "last"])
        #expect(try await fired([10, nil], end: 50) == ["last"])
        #expect(try await fired([10, nil, 20], end: 200) == ["timer", "last"])
    }

    /// Closes another pipe and replaces it with a new one when its own becomes readable.
    private final class Replacing: ReadinessHandler {
        private let loop: EventLoop
        private let old: Int32
        private let new: Int32
        let successor = Counting()

        init(_ loop: EventLoop, old: Int32, new: Int32) {
            self.loop = loop
            self.old = old
            self.new = new
        }

        func ready(_ readiness: Readiness) {
            loop.unregister(old)
            dup2(new, old)
            do {
                try loop.register(old, interest: .readable, handler: successor)
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    private final class Counting: ReadinessHandler {
        var count = 0

        func ready(_ readiness: Readiness) { count += 1 }
    }

    @concurrent
    @Test func anEventOfAClosedDescriptorIsNotTheNextOnes() async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        try await loop.run {
            let pipes = try Pipes(3)
            defer { pipes.close() }
            let replacing = Replacing(loop, old: pipes[1], new: pipes[2])
            let old = Counting()
            try loop.register(pipes[0], interest: .readable, handler: replacing)
            try loop.register(pipes[1], interest: .readable, handler: old)
            // Both events occur in one turn, in this order.
            pipes.write([0, 1])
            let alarms = Alarms(loop)
            alarms.set(alarms.last, 20)
            await loop.suspend(alarms.suspension)
            #expect(old.count == 0)
            #expect(replacing.successor.count == 0)
            pipes.write([2])
            alarms.set(alarms.last, 20)
            await loop.suspend(alarms.suspension)
            #expect(replacing.successor.count == 1)
            for end in pipes.ends { loop.unregister(end.read) }
        }
    }

    /// Reads nothing, and unregisters its descriptor when it has been called a number of times.
    private final class Ignoring: ReadinessHandler {
        private let loop: EventLoop
        private let descriptor: Int32
        private let calls: Int
        /// The start of the turn of each call.
        var turns: [UInt64] = []

        init(_ loop: EventLoop, _ descriptor: Int32, calls: Int) {
            self.loop = loop
            self.descriptor = descriptor
            self.calls = calls
        }

        func ready(_ readiness: Readiness) {
            turns.append(loop.now)
            if turns.count == calls { loop.unregister(descriptor) }
        }
    }

    /// A descriptor that is reported as long as it is readable appears again among the gathered events.
    @concurrent
    @Test func oneTurnGathersEvents() async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        try await loop.run {
            let pipes = try Pipes(3)
            defer { pipes.close() }
            let handlers = zip(pipes.ends, [4, 4, 1]).map { Ignoring(loop, $0.read, calls: $1) }
            for (end, handler) in zip(pipes.ends, handlers) {
                try loop.register(end.read, interest: .readable, edge: false, handler: handler)
            }
            pipes.write([0, 1, 2])
            loop.gatherEvents()
            let alarms = Alarms(loop)
            alarms.set(alarms.last, 20)
            await loop.suspend(alarms.suspension)
            for handler in handlers[..<2] {
                try #require(handler.turns.count == 4)
                #expect(handler.turns[0] == handler.turns[1])
                #expect(Set(handler.turns).count == 3)
            }
            #expect(handlers[2].turns == [handlers[0].turns[0]])
        }
    }
}
