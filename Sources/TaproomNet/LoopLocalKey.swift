import Synchronization

/// The identity under which each event loop keeps a value of its own; no two keys are ever equal.
public struct LoopLocalKey: Sendable, Equatable {
    private static let last = Atomic<Int>(0)
    private let number: Int

    public init() {
        number = Self.last.add(1, ordering: .relaxed).newValue
    }
}
