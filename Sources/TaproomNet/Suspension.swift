/// Suspends the task until its continuation is resumed, once, on whatever thread.
///
/// The standard library's `withUnsafeContinuation` takes the isolation as a parameter, of which the compiler does not
/// know that it is the caller's: each wait then looks for its executor twice, 250 instructions each time. This form
/// of it inherits what the caller has.
@inlinable @inline(__always)
nonisolated(nonsending) public func suspension<Value>(
    _ body: (UnsafeContinuation<Value, any Error>) -> Void
) async throws -> Value {
    try await _unsafeInheritExecutor_withUnsafeThrowingContinuation(body)
}

/// Suspends the task until its continuation is resumed, once, on whatever thread.
@inlinable @inline(__always)
nonisolated(nonsending) public func suspension(_ body: (UnsafeContinuation<Void, Never>) -> Void) async {
    await _unsafeInheritExecutor_withUnsafeContinuation(body)
}
