import Synchronization

/// The messages of one subscription that wait to be read. An event loop adds messages, and tasks on any thread read
/// them.
final class MessageBuffer: Sendable {
    /// The messages in order, and what was missed between them.
    struct Contents {
        private var messages: ArraySlice<RedisMessage> = []
        /// What was missed after the last message; nil for nothing.
        private var missed: RedisMessage.Missed?

        /// Adds a message. If there are too many, the oldest one is dropped.
        mutating func append(_ message: RedisMessage, limit: Int) {
            var message = message
            message.missed = missed
            missed = nil
            messages.append(message)
            guard messages.count > limit, let dropped = messages.popFirst() else { return }
            miss(RedisMessage.Missed(dropped: 1).joined(with: dropped.missed), before: messages.startIndex)
        }

        /// Notes that the connection was lost and has been established again.
        mutating func noteDisconnection() {
            miss(RedisMessage.Missed(wasDisconnected: true), before: messages.endIndex)
        }

        private mutating func miss(_ more: RedisMessage.Missed, before index: Int) {
            if index < messages.endIndex {
                messages[index].missed = more.joined(with: messages[index].missed)
            } else {
                missed = more.joined(with: missed)
            }
        }

        mutating func takeMessage() -> RedisMessage? { messages.popFirst() }

        mutating func takeEvent() -> RedisSubscription.Event? {
            if let missed = messages.isEmpty ? missed : messages[messages.startIndex].missed {
                if messages.isEmpty { self.missed = nil } else { messages[messages.startIndex].missed = nil }
                return .missed(missed)
            }
            return messages.popFirst().map { .message($0) }
        }
    }

    private struct State {
        var contents = Contents()
        /// Whether no more messages will arrive.
        var isEnded = false
        /// The error to throw once the reader has read all messages; nil for none.
        var failure: RedisError?
        /// The readers that wait for the next change. Each of them then tries again.
        var readers: [CheckedContinuation<Void, Never>] = []
        /// The number of changes. It prevents a reader from waiting for a change that has just happened.
        var changes = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most messages; at least 1.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    // MARK: Adding

    func append(_ message: RedisMessage) {
        change { $0.contents.append(message, limit: limit) }
    }

    /// Notes that the connection was lost and has been established again.
    func noteDisconnection() {
        change { $0.contents.noteDisconnection() }
    }

    /// Ends the buffer with an error, which is thrown behind the messages.
    func fail(_ failure: RedisError) {
        change { state in
            state.failure = failure
            state.isEnded = true
        }
    }

    /// Ends the buffer immediately, and discards its messages and an error that has not been thrown yet.
    func end() {
        change(evenBehindTheEnd: true) { state in
            state.contents = Contents()
            state.failure = nil
            state.isEnded = true
        }
    }

    private func change(evenBehindTheEnd isLate: Bool = false, _ body: (inout State) -> Void) {
        let readers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard isLate || !state.isEnded else { return [] }
            body(&state)
            state.changes += 1
            defer { state.readers = [] }
            return state.readers
        }
        for reader in readers { reader.resume() }
    }

    // MARK: Reading

    /// Waits until `take` returns a value; nil at the end.
    ///
    /// - Throws: the error of `fail`, once.
    func next<Value>(_ take: @Sendable (inout Contents) -> Value?) async throws -> Value? {
        while true {
            let (value, isEnded, failure, changes) = state.withLock { state in
                let value = take(&state.contents)
                let failure = value == nil ? state.failure.take() : nil
                return (value, state.isEnded, failure, state.changes)
            }
            if let value { return value }
            if let failure { throw failure }
            if isEnded { return nil }
            await nextChange(after: changes)
        }
    }

    private func nextChange(after changes: Int) async {
        await withCheckedContinuation { reader in
            let hasChanged = state.withLock { state in
                if state.changes == changes { state.readers.append(reader) }
                return state.changes != changes
            }
            if hasChanged { reader.resume() }
        }
    }
}
