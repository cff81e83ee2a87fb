import Synchronization

/// Passes each new note to the subscribers of its account.
final class NoteEvents: Sendable {
    private struct Listeners {
        var next = 0
        var streams: [Int: (account: Int64, continuation: AsyncStream<Note>.Continuation)] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// Returns the new notes of an account from now on. The subscription ends with the task that reads it.
    func subscribe(_ account: Int64) -> AsyncStream<Note> {
        let (stream, continuation) = AsyncStream.makeStream(of: Note.self, bufferingPolicy: .bufferingNewest(100))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.streams[listeners.next] = (account, continuation)
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.streams.removeValue(forKey: number) }
        }
        return stream
    }

    /// Passes a note to all subscribers of its account.
    func publish(_ note: Note) {
        let continuations = listeners.withLock { listeners in
            listeners.streams.values.filter { $0.account == note.accountId }.map(\.continuation)
        }
        for continuation in continuations { continuation.yield(note) }
    }
}
