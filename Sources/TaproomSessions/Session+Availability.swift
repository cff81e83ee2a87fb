import Logging
import Synchronization
import Taproom

extension Request {
    /// The request's session. If there is none, an empty session that stores nothing: see `Session`.
    public var session: Session {
        let transaction = self[SessionTransaction.self]
        if let transaction, transaction.state == .live { transaction.wasUsed = true }
        return Session(transaction: transaction)
    }

    /// Whether there is a usable session. False if the session middleware did not see the request, and after the
    /// session has been destroyed or unset.
    public var hasSession: Bool { self[SessionTransaction.self]?.state == .live }
}

extension Session {
    /// The transaction of a session that has not ended; nil if there is none.
    var live: SessionTransaction? {
        if let transaction, transaction.state == .live { transaction } else { nil }
    }

    /// The transaction, for calls that throw.
    var usable: SessionTransaction {
        get throws(SessionError) {
            guard let transaction else { throw .notMounted }
            guard transaction.state == .live else { throw .ended }
            return transaction
        }
    }

    /// The transaction, for writes that can't throw. If there is none, a warning is logged.
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

/// Logs writes to sessions of requests that the session middleware did not see. They have no service that could
/// remember whether the warning was logged.
final class UnmountedWrites: Sendable {
    static let shared = UnmountedWrites(.framework("taproom.sessions"))

    private let logger: Logger
    private let isTold = Atomic(false)

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Logs a warning, once.
    func note() {
        guard !isTold.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            "a session was changed that is not there: the change is dropped; mount the session middleware on this path")
    }
}
