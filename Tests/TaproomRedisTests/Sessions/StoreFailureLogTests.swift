import TaproomNet
import TestSupport
import Testing

@testable import TaproomSessions

/// The number of log messages about a failing store.
@Suite(.timeLimit(.minutes(1))) struct StoreFailureLogTests {
    private struct Away: Error {}

    /// The test controls the loop's clock, and calls the timer that would fire after a second.
    @concurrent
    @Test func eachFailureIsToldAtOnceOrWithinASecond() async throws {
        let recorder = LogRecorder()
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        await loop.run {
            let log = StoreFailureLog(logger: recorder.logger, loop: loop)
            let timer = LoopTimer(target: log)
            log.note(.refused, Away())
            #expect(recorder.messages.count == 1)
            for _ in 0..<3 { log.note(.refused, Away()) }
            log.note(.leftUntouched, Away())
            #expect(recorder.messages.count == 1)
            log.timerFired(timer)
            #expect(recorder.messages.count == 3)
            #expect(recorder.messages[1].contains("requests: 3"))
            // Nothing has failed for a second, so the next failure is logged at once.
            log.timerFired(timer)
            log.note(.refused, Away())
            #expect(recorder.messages.count == 4)
        }
    }
}
