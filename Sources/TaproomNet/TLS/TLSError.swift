import COpenSSL

/// A failure of TLS or of its files, described in one line.
public struct TLSError: Error, Sendable, CustomStringConvertible {
    /// The operation that failed, and the reason.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }

    /// Takes the reason from OpenSSL's error queue of this thread, and empties the queue.
    ///
    /// - Parameter operation: the operation that failed, such as `read the key key.pem`.
    static func last(_ operation: String) -> TLSError {
        TLSError("\(operation): \(takeReason() ?? "unknown error")")
    }

    /// Returns OpenSSL's description of the oldest error in the queue; nil if the queue is empty. Empties the queue, so
    /// that nothing is left for the next operation on this thread.
    static func takeReason() -> String? {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return nil }
        guard let reason = ERR_reason_error_string(code) else { return "OpenSSL error \(code)" }
        return String(cString: reason)
    }
}
