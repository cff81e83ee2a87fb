import Logging
import Synchronization
import Taproom

extension Request {
    /// The request's session. Where there is none, one that holds nothing and refuses: see `Session`.
    public var session: Session {
        let transaction = self[SessionTransaction.self]
        if let transaction, transaction.state == .live { transaction.wasUsed = true }
        return Session(transaction: transaction)
    }

    /// Whether there is a session to use: false where the session middleware did not see the request, and after the
    /// session was destroyed or unset.
    public var hasSession: Bool { self[SessionTransaction.self]?.state == .live }
}

extension Session {
    /// The transaction of a session that has not ended.
    var live: SessionTransaction? {
        if let transaction, transaction.state == .live { transaction } else { nil }
    }

    /// The same for a call that throws.
    var usable: SessionTransaction {
        get throws(SessionError) {
            guard let transaction else { throw .notMounted }
            guard transaction.state == .live else { throw .ended }
            return transaction
        }
    }

    /// The same for a write that can't throw: where there is nothing to write to, the log says so.
    var writable: SessionTransaction? {
        if let live { return live }
        warnOfDroppedWrite()
        return nil
    }

    func warnOfDroppedWrite() {
        if let transaction {
            transaction.service.warnOnce("a session was changed after it had ended: the change is dropped")
        } else {
            UnmountedWrites.shared.note()
        }
    }
}

/// Writes to sessions of requests that the session middleware did not see. They have no service to remember that the log
/// was told.
final class UnmountedWrites: Sendable {
    static let shared = UnmountedWrites(.framework("taproom.sessions"))

    private let logger: Logger
    private let isTold = Atomic(false)

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Tells the log, once.
    func note() {
        guard !isTold.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            "a session was changed that is not there: the change is dropped; mount the session middleware on this path")
    }
}
