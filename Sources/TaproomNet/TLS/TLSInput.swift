import CLinux
import Glibc

/// The input of a TLS session: the socket's descriptor and its known state.
final class TLSInput {
    private let descriptor: FileDescriptor
    /// Whether the last read found the socket empty.
    private(set) var isDrained = false
    /// Whether the peer has shut down its sending direction.
    private(set) var hasEnded = false
    /// The errno of a failed read; 0 if none has failed.
    private(set) var error: Int32 = 0

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// The number of bytes that the current call of OpenSSL may still read.
    private var left = 0
    /// The most bytes that a call may read, enough for many records. Without a limit, a call that gets no content could
    /// go on for as long as the peer sends, and block the event loop.
    private static let callLimit = 256 * 1024

    /// Marks that there is something to read.
    func arrived() {
        isDrained = false
    }

    /// Begins a call of OpenSSL.
    func beginCall() {
        left = Self.callLimit
    }

    /// Reads from the socket.
    ///
    /// - Returns: the number of bytes; 0 if there are none for now or no more at all; -1 on failure.
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
