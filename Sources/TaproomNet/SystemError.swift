import CLinux
import Glibc

/// A system call that failed: which one, on what, and the errno it left.
public struct SystemError: Error, Sendable, CustomStringConvertible {
    /// The errno.
    public let code: Int32
    /// What was attempted, as in `bind 127.0.0.1:3000`.
    public let operation: String

    /// - Parameters:
    ///   - operation: what was tried, such as `listen on 127.0.0.1:3000`.
    ///   - code: the errno; that of the thread's last system call by default.
    public init(_ operation: String, code: Int32 = errno) {
        self.operation = operation
        self.code = code
    }

    /// Whether the system, or the process's share of it, has no more descriptors or memory to give: the same may succeed
    /// later.
    public var isLackOfResources: Bool { [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) }

    /// `bind 127.0.0.1:3000: Address already in use`.
    public var description: String { "\(operation): \(reason)" }

    /// The system's text for the errno.
    public var reason: String {
        // Since glibc 2.32 the text belongs to the calling thread.
        String(cString: strerror(code))
    }
}
