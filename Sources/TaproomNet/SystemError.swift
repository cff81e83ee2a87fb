import CLinux
import Glibc

/// A failed system call: the operation and the errno.
public struct SystemError: Error, Sendable, CustomStringConvertible {
    /// The errno.
    public let code: Int32
    /// The operation, such as `listen on 127.0.0.1:3000`.
    public let operation: String

    /// - Parameters:
    ///   - operation: the operation, such as `listen on 127.0.0.1:3000`.
    ///   - code: the errno; by default that of the thread's last system call.
    public init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    /// Whether the system or the process is out of descriptors or memory, so that the same call may succeed later.
    public var isLackOfResources: Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) }

    /// The operation and the reason, such as `listen on 127.0.0.1:3000: Address already in use`.
    public var description: String { "\(operation): \(reason)" }

    /// The system's message for the errno.
    public var reason: String {
        // Since glibc 2.32, the message belongs to the calling thread.
        String(cString: strerror(code))
    }
}
