import Glibc

/// The standard streams: descriptors 0 to 2.
package enum StandardStreams {
    /// Opens /dev/null for each standard stream that was closed when the process started. Otherwise the next socket
    /// would get its number and receive lines of the log. Call it before descriptors are opened. Only the first call
    /// has an effect.
    package static func ensureOpen() { _ = areOpen }

    private static let areOpen: Bool = {
        // The system assigns the lowest free number.
        for number: Int32 in 0...2 where fcntl(number, F_GETFD) < 0 && open("/dev/null", O_RDWR) != number {
            return false
        }
        return true
    }()
}
