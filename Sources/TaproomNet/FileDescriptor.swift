import CLinux
import Glibc

/// The owner of a file descriptor: closes it when the last reference goes.
public final class FileDescriptor: @unchecked Sendable {
    /// The descriptor; -1 once closed. Set on the owner's loop only.
    public private(set) var number: Int32

    /// - Parameter number: an open descriptor, which belongs to this object from now on.
    public init(_ number: Int32) {
        self.number = number
    }

    /// Closes it now. Closing twice is harmless.
    public func close() {
        guard number >= 0 else { return }
        _ = Glibc.close(number)
        number = -1
    }

    deinit {
        close()
    }
}
