import Synchronization

/// A key under which each event loop keeps a value of its own.
public struct LoopLocalKey<Value: AnyObject>: Sendable, Equatable {
    let number: Int

    /// Makes a new key, which equals no other.
    public init() {
        number = lastNumber.add(1, ordering: .relaxed).oldValue
    }
}

private let lastNumber = Atomic<Int>(0)
