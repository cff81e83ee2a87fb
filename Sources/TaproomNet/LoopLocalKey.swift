import Synchronization

/// The identity under which each event loop keeps a value of its own; no two keys have the same number.
public struct LoopLocalKey<Value: AnyObject>: Sendable, Equatable {
    let number: Int

    /// A key that no other key equals.
    public init() {
        number = lastNumber.add(1, ordering: .relaxed).oldValue
    }
}

private let lastNumber = Atomic<Int>(0)
