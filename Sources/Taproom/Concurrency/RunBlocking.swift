import TaproomNet

private let blockingPool = BlockingPool(limit: 64)

/// Runs a call that blocks or computes for long on a thread of its own, and returns its result. Meanwhile the event
/// loop serves other requests.
///
///     app.get("/report") { _ in try await runBlocking { try Report.read(from: "report.db") } }
///
/// At most 64 such calls run at a time in the whole process; further ones wait in order. Cancelling the task does not
/// end the call, because a blocked thread can't be stopped.
///
/// - Parameter work: the call. It can't capture the request, which belongs to one task, so pass it the values that it
///   needs.
/// - Throws: the error that `work` throws.
public func runBlocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await blockingPool.run(work)
}
