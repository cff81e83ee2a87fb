import Synchronization
import TaproomHTTP

/// How many bytes of requests' contents a server holds in memory at one time.
final class BodyBudget: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes bytes; false, and none are taken, where there are not so many left.
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

/// What one request has taken of the budget: given back when the request ends, and its object is used for the next or
/// goes.
final class BodyShare {
    private let budget: BodyBudget
    private var taken = 0

    /// Bytes are taken in pieces of so many, so that loops seldom meet at the counter.
    static let piece = 16 * 1024

    init(_ budget: BodyBudget) {
        self.budget = budget
    }

    /// Takes as much as is missing to so many bytes.
    ///
    /// - Throws: `HTTPError` 503 where there is not so much left.
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
    /// Counts content that is in memory, besides the buffer that the head came in, until the request ends.
    ///
    /// - Parameter bytes: all of it, together with what was counted before.
    /// - Throws: `HTTPError` 503 where the server holds as much content as it may.
    func holdContent(bytes: Int) throws(HTTPError) {
        guard let budget = connection.bodyBudget, bytes > 0 else { return }
        let share = bodyShare ?? BodyShare(budget)
        bodyShare = share
        try share.cover(bytes)
    }
}
