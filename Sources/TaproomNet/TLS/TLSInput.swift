import CLinux
import Glibc

/// What a TLS session reads from: the socket's descriptor, and what is known of it.
final class TLSInput {
    private let descriptor: FileDescriptor
    /// Whether the last read found the socket empty.
    private(set) var isDrained = false
    /// Whether the peer has shut down its sending direction.
    private(set) var hasEnded = false
    /// The errno of a failed read.
    private(set) var error: Int32 = 0

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The bytes that one call of OpenSSL may still read.
    private var left = 0
    /// The most of them: many records. A call that reads more without giving a byte of content would go on for as long as
    /// the peer sends, and hold up the event loop.
    private static let callLimit = 256 * 1024

    /// Notes that there is something to read.
    func arrived() {
        isDrained = false
    }

    /// Begins a call of OpenSSL.
    func beginCall() {
        left = Self.callLimit
    }

    /// - Returns: the number of bytes; 0 if there are none for now or any more, -1 on failure.
    func read(into buffer: UnsafeMutableRawPointer, count: Int) -> Int32 {
        guard left > 0 else {
            error = EPROTO
            return -1
        }
        let result = uninterrupted { recv(descriptor.number, buffer, count, Int32(MSG_DONTWAIT)) }
        isDrained = result < count
        left -= max(0, result)
        if result > 0 { return Int32(clamping: result) }
        if result == 0 {
            hasEnded = true
            return 0
        }
        if errno == EAGAIN { return 0 }
        error = errno
        return -1
    }
}
