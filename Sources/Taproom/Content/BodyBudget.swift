import Synchronization
import TaproomHTTP

/// The budget for the bytes of request content that a server holds in memory at one time.
final class BodyBudget: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes from the budget.
    ///
    /// - Returns: false, and takes nothing, if fewer bytes are left.
    func take(_ bytes: Int) -> Bool {
        guard bytes <= limit else { return false }
        guard taken.wrappingAdd(bytes, ordering: .relaxed).newValue <= limit else {
            recycle(bytes)
            return false
        }
        return true
    }

    func recycle(_ bytes: Int) {
        taken.wrappingSubtract(bytes, ordering: .relaxed)
    }
}

/// The bytes that one request has taken from the budget. They are returned when the request ends, and its object is
/// reused or released.
final class BodyShare {
    private let budget: BodyBudget
    private var taken = 0

    /// The unit in which bytes are taken, so that loops seldom access the shared counter.
    static let piece = 16 * 1024

    init(_ budget: BodyBudget) {
        self.budget = budget
    }

    /// Takes the bytes that are missing to a total.
    ///
    /// - Throws: `HTTPError` 503 if the budget is exhausted.
    func cover(_ bytes: Int) throws(HTTPError) {
        guard bytes > taken else { return }
        let (missing, overflow) = (bytes - taken).addingReportingOverflow(Self.piece - 1)
        let pieces = missing / Self.piece * Self.piece
        guard !overflow, budget.take(pieces) else {
            throw .retryLater("The server has too much content in hand.")
        }
        taken += pieces
    }

    deinit {
        budget.recycle(taken)
    }
}

extension Request {
    /// Counts content that is held in memory outside of the request's buffer, until the request ends.
    ///
    /// - Parameter bytes: the total, including bytes counted before.
    /// - Throws: `HTTPError` 503 if the server already holds too much content.
    func holdContent(bytes: Int) throws(HTTPError) {
        guard let budget = connection.bodyBudget, bytes > 0 else { return }
        let share = bodyShare ?? BodyShare(budget)
        bodyShare = share
        try share.cover(bytes)
    }
}
