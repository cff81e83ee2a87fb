import Synchronization
import TaproomNet
import TestSupport
import Testing

/// Tasks that enter a loop, suspend there and leave it. The tests are the same for both executors.
@Suite(.timeLimit(.minutes(1))) struct ExecutorTests {
    private actor Elsewhere {
        func work() async { await Task.yield() }
    }

    private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
        let loop = try EventLoop(name: "executor")
        try loop.start()
        defer { loop.stop() }
        try await body(loop)
    }

    @Test func runWorksOnTheLoopAndReturnsElsewhere() async throws {
        try await withLoop { loop in
            #expect(await loop.run { loop.isCurrent })
            #expect(!loop.isCurrent)
            await #expect(throws: CancellationError.self) { try await loop.run { throw CancellationError() } }
            #expect(!loop.isCurrent)
        }
    }

    @Test func runWithinTheLoopStaysThere() async throws {
        try await withLoop { loop in
            let wasThere = await loop.run {
                let isThere = await loop.run { loop.isCurrent }
                return isThere && loop.isCurrent
            }
            #expect(wasThere)
        }
    }

    @Test func aTaskThatSuspendsGoesOnWhenItIsResumedAndNotBefore() async throws {
        try await withLoop { loop in
            let steps = await loop.run {
                let suspension = Suspension()
                let steps = Mutex<[String]>([])
                let done = Suspension()
                nonisolated(unsafe) let parts = (suspension, done)
                loop.start {
                    await loop.suspend(parts.0)
                    steps.withLock { $0.append("resumed on the loop: \(loop.isCurrent)") }
                    loop.resume(parts.1)
                }
                await loop.pause(milliseconds: 1)
                steps.withLock { $0.append("resume") }
                loop.resume(suspension)
                await loop.suspend(done)
                return steps.withLock { $0 }
            }
            #expect(steps == ["resume", "resumed on the loop: true"])
        }
    }

    @Test func resumingWhatNobodyWaitsForDoesNothing() async throws {
        try await withLoop { loop in
            await loop.run {
                let suspension = Suspension()
                loop.resume(suspension)
                loop.resume(suspension)
            }
        }
    }

    @Test func enterBringsALoopsTaskBackFromASleepAndFromAnActor() async throws {
        try await withLoop { loop in
            let elsewhere = Elsewhere()
            let places = await loop.run {
                let done = Suspension()
                let places = Mutex<[Bool]>([])
                nonisolated(unsafe) let end = done
                loop.start {
                    await elsewhere.work()
                    try? await Task.sleep(for: .milliseconds(1))
                    await loop.enter()
                    places.withLock { $0.append(loop.isCurrent) }
                    loop.resume(end)
                }
                await loop.suspend(done)
                return places.withLock { $0 }
            }
            #expect(places == [true])
        }
    }

    @Test func aTaskThatYieldsAgainAndAgainDoesNotKeepTheLoopFromItsTimers() async throws {
        try await withLoop { loop in
            let isOver = Atomic(false)
            let yielding = await loop.run {
                let task = loop.start { while !isOver.load(ordering: .relaxed) { await Task.yield() } }
                await loop.pause(milliseconds: 5)
                return task
            }
            isOver.store(true, ordering: .relaxed)
            // A loop that stops earlier leaves the task in its queue.
            await yielding.value
        }
    }

    @Test func aTaskThatYieldsAgainAndAgainGoesOnWhenNothingElseHappens() async throws {
        try await withLoop { loop in
            let yields = Atomic(0)
            await loop.run {
                _ = loop.start { while yields.add(1, ordering: .relaxed).newValue < 12_000 { await Task.yield() } }
            }
            try await eventually("the last yield") { yields.load(ordering: .relaxed) == 12_000 }
        }
    }
}
