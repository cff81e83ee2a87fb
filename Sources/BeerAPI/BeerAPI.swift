import BeerNames
import Synchronization
import TaproomNet

/// A client of an HTTP API that returns beers. It runs on threads of its own, so an event loop never waits for it.
///
/// At most ``mostInFlight`` requests are under way at a time, each over a connection that is kept for the next request.
/// Further calls wait in order, at most for the time that a reply may take.
public final class BeerAPI: Sendable {
    public static let mostInFlight = 8
    static let mostWaiting = 256
    static let timeout = 2_000

    private struct Call {
        /// The deadline in monotonic milliseconds.
        let deadline: Int
        let continuation: CheckedContinuation<Result<Beer, BeerAPIError>, Never>
    }

    private struct State {
        var idle: [CurlHandle] = []
        var inFlight = 0
        var waiting: [Call] = []
    }

    private let library: CurlLibrary
    private let address: BeerAPIAddress
    private let state = Mutex(State())

    /// - Throws: `.noLibrary` if libcurl is not installed.
    public init(_ address: BeerAPIAddress) throws(BeerAPIError) {
        guard let library = CurlLibrary.shared else { throw .noLibrary }
        self.library = library
        self.address = address
    }

    /// Returns a beer from the API.
    ///
    /// - Throws: `BeerAPIError`, for example if none arrives within two seconds.
    public func next() async throws(BeerAPIError) -> Beer {
        try await withCheckedContinuation { continuation in
            let call = Call(deadline: Self.now + Self.timeout, continuation: continuation)
            enum Way { case start, wait, refuse }
            let way = state.withLock { state in
                if state.inFlight < Self.mostInFlight {
                    state.inFlight += 1
                    return Way.start
                }
                guard state.waiting.count < Self.mostWaiting else { return .refuse }
                state.waiting.append(call)
                return .wait
            }
            switch way {
            case .start: BackgroundThread.run { [self] in work(from: call) }
            case .wait: break
            case .refuse: continuation.resume(returning: .failure(.busy))
            }
        }.get()
    }

    /// Handles calls until none is waiting. It runs on a thread of its own.
    private func work(from first: Call) {
        var call = first
        let handle = state.withLock { $0.idle.popLast() } ?? CurlHandle(library, url: address.url)
        while true {
            call.continuation.resume(returning: answer(call, handle))
            let next = state.withLock { state -> Call? in
                if !state.waiting.isEmpty { return state.waiting.removeFirst() }
                state.inFlight -= 1
                if let handle { state.idle.append(handle) }
                return nil
            }
            guard let next else { return }
            call = next
        }
    }

    private func answer(_ call: Call, _ handle: CurlHandle?) -> Result<Beer, BeerAPIError> {
        let left = call.deadline - Self.now
        guard left > 0, let handle else { return .failure(.busy) }
        return Result { () throws(BeerAPIError) in try BeerReply.beer(json: handle.get(milliseconds: left)) }
    }

    private static var now: Int { Int(Clock.monotonic() / 1_000_000) }
}
