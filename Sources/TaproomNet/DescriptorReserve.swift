import CLinux
import Glibc
import Synchronization

/// The last descriptors of the process, which are reserved for stores, files and logs instead of client connections.
/// The listeners of a server share it.
package final class DescriptorReserve: Sendable {
    private let limit: @Sendable () -> Int
    private let count: Int
    /// The limit when it was last read.
    private let lastLimit: Atomic<Int>

    /// - Parameters:
    ///   - count: the number of descriptors to keep; at most a quarter of the limit.
    ///   - limit: returns the most descriptors that the process may have open.
    package init(count: Int, limit: @escaping @Sendable () -> Int = { DescriptorLimit.current }) {
        self.count = count
        self.limit = limit
        lastLimit = Atomic(limit())
    }

    /// Whether a new descriptor is within the reserve. The system assigns the lowest free number, so all below it are
    /// in use.
    func isReached(by number: Int32) -> Bool {
        guard isReached(by: number, lastLimit.load(ordering: .relaxed)) else { return false }
        // The limit may have been changed from outside (prlimit(1)).
        let limit = limit()
        lastLimit.store(limit, ordering: .relaxed)
        return isReached(by: number, limit)
    }

    private func isReached(by number: Int32, _ limit: Int) -> Bool {
        Int(number) + 1 >= limit - min(count, limit / 4)
    }

    /// Whether a descriptor outside of the reserve is free.
    func hasRoom(besides descriptor: Int32) -> Bool {
        let number = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { return false }
        close(number)
        return !isReached(by: number)
    }
}
