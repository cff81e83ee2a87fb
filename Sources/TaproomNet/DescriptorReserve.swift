import CLinux
import Glibc
import Synchronization

/// The last descriptors of the process, which connections of clients leave to those of stores, to files and logs. Shared by
/// a server's listeners.
package final class DescriptorReserve: Sendable {
    private let limit: @Sendable () -> Int
    private let count: Int
    /// As it was last asked for.
    private let lastLimit: Atomic<Int>

    /// - Parameters:
    ///   - count: how many; a quarter of the limit where that is less.
    ///   - limit: how many descriptors the process may have open.
    package init(count: Int, limit: @escaping @Sendable () -> Int = { DescriptorLimit.current }) {
        self.count = count
        self.limit = limit
        lastLimit = Atomic(limit())
    }

    /// Whether a new descriptor has come so near the limit that the next ones are to be kept. The system gives out the
    /// lowest number that is free, so all below it are taken.
    func isReached(by number: Int32) -> Bool {
        guard isReached(by: number, lastLimit.load(ordering: .relaxed)) else { return false }
        // It may have been changed from outside (prlimit(1)).
        let limit = limit()
        lastLimit.store(limit, ordering: .relaxed)
        return isReached(by: number, limit)
    }

    private func isReached(by number: Int32, _ limit: Int) -> Bool {
        Int(number) + 1 >= limit - min(count, limit / 4)
    }

    /// Whether there are descriptors for connections.
    func hasRoom(besides descriptor: Int32) -> Bool {
        let number = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard number >= 0 else { return false }
        close(number)
        return !isReached(by: number)
    }
}
