import Logging
import TaproomNet

/// How a request was answered because the store failed.
enum StoreFailure: CaseIterable {
    case refused
    case answeredWithoutSession
    case leftUntouched

    /// - Parameter times: the number of such requests.
    func log(_ error: any Error, times: Int, to logger: Logger) {
        let metadata: Logger.Metadata = ["error": "\(error)", "requests": "\(times)"]
        switch self {
        case .refused: logger.error("session store failed", metadata: metadata)
        case .answeredWithoutSession: logger.warning("answering without a session", metadata: metadata)
        case .leftUntouched: logger.warning("a session could not be touched", metadata: metadata)
        }
    }
}

/// Logs the store's failures on one event loop: the first one immediately, those of the next second in one line for
/// each kind. So a failing store does not cause a line for each request.
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
