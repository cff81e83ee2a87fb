import TaproomHTTP
import TaproomNet

/// Limits the time that the rest of the chain may take to respond. A handler that takes longer is cancelled, and the
/// client gets 503.
///
///     app.use(Timeout(.seconds(5)))
///
/// Cancellation is cooperative, as everywhere in Swift: a call that waits and checks for cancellation, such as reading
/// content or `Task.sleep`, throws `CancellationError`. A handler that continues although it is cancelled delays the
/// response, because a request belongs to one task at a time. The response is 503 all the same, whatever the handler
/// returns. Inner middleware sees the 503 like any other error response.
///
/// A streamed response is written after the handler has returned, and is not limited. The rest of the chain runs as a
/// separate task, with the task-local values of the caller.
public struct Timeout: Middleware {
    private let limit: Duration
    private let error: HTTPError

    /// - Parameters:
    ///   - limit: how long the rest of the chain may take.
    ///   - status: the status of the response when the time is over.
    ///   - message: a sentence for the client.
    public init(
        _ limit: Duration, status: HTTPStatus = .serviceUnavailable,
        message: String = "The server took too long to answer."
    ) {
        self.limit = limit
        error = HTTPError(status, message)
    }

    /// Calls the rest of the chain.
    ///
    /// - Throws: `HTTPError` with the status if the time is over and the rest of the chain has not thrown an error
    ///   itself.
    public func respond(to request: Request, next: Next) async throws -> Response {
        let outer = request[TimeLimit.self]
        let time = TimeLimit(error: error)
        request[TimeLimit.self] = time
        let work = TimedWork(request, next, time)
        if let loop = request.connection.loop {
            await request.returnToLoop()
            await work.run(on: loop, nanoseconds: limit.nanoseconds)
        } else {
            await work.run(atMost: limit)
        }
        request[TimeLimit.self] = outer
        guard let response = work.response, !time.hasPassed || time.isAnswered else { throw error }
        return response
    }
}

/// Runs the rest of the chain as a task that can be cancelled while its caller waits. Meanwhile, the caller uses
/// neither request nor response, so that only one task uses them at a time.
private final class TimedWork: TimerTarget, @unchecked Sendable {
    private(set) var response: Response?
    private var request: Request?
    private let next: Next
    private let time: TimeLimit
    private lazy var timer = LoopTimer(target: self)
    private let suspension = Suspension()
    private var task: Task<Void, Never>?
    private var hasEnded = false

    init(_ request: Request, _ next: Next, _ time: TimeLimit) {
        self.request = request
        self.next = next
        self.time = time
    }

    private func answer() async {
        guard let request else { return }
        response = await next(request)
        await request.returnToLoop()
        // The request object can be recycled for the next request only if no reference to it is left.
        self.request = nil
    }

    /// Runs the task on a loop. Call it on the loop's thread.
    func run(on loop: EventLoop, nanoseconds: UInt64) async {
        timer.set(loop.now + min(nanoseconds, UInt64.max - 1 - loop.now), on: loop)
        let task = loop.start { [self] in
            await answer()
            hasEnded = true
            loop.resume(suspension)
        }
        self.task = task
        await withTaskCancellationHandler {
            while !hasEnded { await loop.suspend(suspension) }
        } onCancel: {
            task.cancel()
        }
        timer.cancel()
        self.task = nil
    }

    func timerFired(_ timer: LoopTimer) {
        time.pass()
        task?.cancel()
    }

    /// Runs the task without a loop, as in tests without a socket.
    func run(atMost limit: Duration) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.answer()
                return true
            }
            group.addTask { (try? await Task.sleep(for: limit)) == nil }
            // If the sleep ended early because the client has disconnected, the time is not over.
            if await group.next() == false { time.pass() }
            group.cancelAll()
            await group.waitForAll()
        }
    }
}
