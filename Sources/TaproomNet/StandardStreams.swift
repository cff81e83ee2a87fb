import Glibc

/// The descriptors 0 to 2.
package enum StandardStreams {
    /// Opens /dev/null in the place of those that were closed when the process started. Else the next socket would get such
    /// a number, and the lines of a log be sent to its other end. To be called before descriptors are opened; only the first
    /// call does anything.
    package static func ensureOpen() { _ = areOpen }

    private static let areOpen: Bool = {
        // The system gives out the lowest number that is free.
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 && open("/dev/null", O_RDWR) != number {
            return false
        }
        return true
    }()
}
