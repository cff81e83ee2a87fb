import TaproomNet

/// Polls until a condition holds that no event announces.
///
/// - Parameters:
///   - what: completes the sentence 'waited 20 seconds in vain for …'.
///   - pause: the time between two polls.
/// - Throws: `TestSupportError` if the time is over.
public func eventually(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), every pause: Duration = .milliseconds(5),
    _ condition: () async throws -> Bool
) async throws {
    guard try await comes(within: limit, every: pause, condition) else { throw lateness(of: what(), limit) }
}

/// Polls like `eventually`, but blocks the calling thread.
public func blockUntil(
    _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) throws {
    let end = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < end else { throw lateness(of: what(), limit) }
        BackgroundThread.sleep(milliseconds: 5)
    }
}

extension EventLoop {
    /// Polls on this loop's thread, where it must be called. The loop continues its work between two polls.
    @concurrent
    public func eventually(
        _ what: @autoclosure () -> String, within limit: Duration = .seconds(20), _ condition: () -> Bool
    ) async throws {
        let end = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < end else { throw lateness(of: what(), limit) }
            await pause(milliseconds: 1)
        }
    }
}

/// Polls until a condition holds. Returns whether it did in time.
func comes(
    within limit: Duration, every pause: Duration = .milliseconds(5), _ condition: () async throws -> Bool
) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: pause)
    }
    return true
}

private func lateness(of what: String, _ limit: Duration) -> TestSupportError {
    TestSupportError(description: "waited \(limit) in vain for \(what)")
}
