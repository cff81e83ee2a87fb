import CLinux
import Glibc

/// The owner of a file descriptor. Closes it when the last reference is released.
public final class FileDescriptor: @unchecked Sendable {
    /// The descriptor's number; -1 once it is closed. It changes on the owner's loop only.
    public private(set) var number: Int32

    /// - Parameter number: an open descriptor, which this object closes.
    public init(_ number: Int32) {
        self.number = number
    }

    /// Closes the descriptor. A second call has no effect.
    public func close() {
        guard number >= 0 else { return }
        _ = Glibc.close(number)
        number = -1
    }

    deinit {
        close()
    }
}
