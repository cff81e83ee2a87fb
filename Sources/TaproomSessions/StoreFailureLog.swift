import Logging
import TaproomNet

/// What became of a request because the store failed.
enum StoreFailure: CaseIterable {
    case refused
    case answeredWithoutSession
    case leftUntouched

    /// - Parameter times: how many such requests there were.
    func log(_ error: any Error, times: Int, to logger: Logger) {
        let metadata: Logger.Metadata = ["error": "\(error)", "requests": "\(times)"]
        switch self {
        case .refused: logger.error("session store failed", metadata: metadata)
        case .answeredWithoutSession: logger.warning("answering without a session", metadata: metadata)
        case .leftUntouched: logger.warning("a session could not be touched", metadata: metadata)
        }
    }
}

/// The log of one event loop about its store: a failure at once, those of the next second in one line. A line for each
/// request would cost more than its answer does, at the worst of times.
final class StoreFailureLog: TimerTarget {
    private let logger: Logger
    private unowned let loop: EventLoop
    private lazy var timer = LoopTimer(target: self)
    private var isGathering = false
    private var gathered: [StoreFailure: (error: any Error, times: Int)] = [:]

    init(logger: Logger, loop: EventLoop) {
        self.logger = logger
        self.loop = loop
    }

    func note(_ failure: StoreFailure, _ error: any Error) {
        if isGathering {
            gathered[failure] = (error, (gathered[failure]?.times ?? 0) + 1)
        } else {
            failure.log(error, times: 1, to: logger)
            gather()
        }
    }

    func timerFired(_ timer: LoopTimer) {
        isGathering = false
        if !gathered.isEmpty { gather() }
        logGathered()
    }

    private func gather() {
        isGathering = true
        timer.set(loop.now + 1_000_000_000, on: loop)
    }

    private func logGathered() {
        for failure in StoreFailure.allCases {
            guard let (error, times) = gathered.removeValue(forKey: failure) else { continue }
            failure.log(error, times: times, to: logger)
        }
    }

    deinit {
        logGathered()
    }
}
