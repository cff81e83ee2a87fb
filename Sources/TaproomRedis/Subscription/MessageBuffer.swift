import Synchronization

/// The messages of one subscription that wait to be read: an event loop puts them in, a task on any thread takes them out.
final class MessageBuffer: Sendable {
    /// Messages in their order, and what was missed between them.
    struct Contents {
        private var messages: ArraySlice<RedisMessage> = []
        /// Behind the last message.
        private var missed: RedisMessage.Missed?

        /// Drops the oldest message where there are too many.
        mutating func append(_ message: RedisMessage, limit: Int) {
            var message = message
            message.missed = missed
            missed = nil
            messages.append(message)
            guard messages.count > limit, let dropped = messages.popFirst() else { return }
            miss(RedisMessage.Missed(dropped: 1).joined(with: dropped.missed), before: messages.startIndex)
        }

        /// Notes that the connection was lost and is back.
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
        /// No message comes any more.
        var isEnded = false
        /// Told to the reader when it has read the rest.
        var failure: RedisError?
        /// Readers that wait for the next change; each looks for itself.
        var readers: [CheckedContinuation<Void, Never>] = []
        /// So that a reader does not wait for a change that it has just missed.
        var changes = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most messages; 1 where it is less.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    // MARK: What comes

    func append(_ message: RedisMessage) {
        change { $0.contents.append(message, limit: limit) }
    }

    /// Notes that the connection was lost and is back.
    func noteDisconnection() {
        change { $0.contents.noteDisconnection() }
    }

    /// Ends with an error, behind the messages that are there.
    func fail(_ failure: RedisError) {
        change { state in
            state.failure = failure
            state.isEnded = true
        }
    }

    /// Ends at once, also where it has failed and the reader does not know yet.
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

    /// Waits for what `take` finds; nil at the end.
    ///
    /// - Throws: the failure, once.
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
