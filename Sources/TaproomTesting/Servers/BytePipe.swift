import Synchronization
import Taproom

/// Carries the bytes of a response from its handler's task to the client. Its capacity is small, so that a handler gets
/// no further ahead of a slow client than over a connection.
final class BytePipe: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var hasEnded = false
        var isAbandoned = false
        var reader: Signal?
        var writer: Signal?
    }

    private enum Reading {
        case bytes([UInt8])
        case ended
        case waiting(Signal)
    }

    private static let capacity = 64 * 1024
    private let state = Mutex(State())

    /// Whether the reader has left.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Writes bytes, and waits while the pipe is full.
    ///
    /// - Throws: `ResponseWriterError.disconnected` if the reader has left.
    func write(_ bytes: [UInt8]) async throws {
        let (reader, writer): (Signal?, Signal?) = try state.withLock { state in
            guard !state.isAbandoned else { throw ResponseWriterError.disconnected }
            state.bytes += bytes
            let reader = state.reader
            state.reader = nil
            if state.bytes.count >= Self.capacity { state.writer = Signal() }
            return (reader, state.writer)
        }
        reader?.send()
        if let writer {
            _ = await writer.wait(until: nil)
            guard !isAbandoned else { throw ResponseWriterError.disconnected }
        }
    }

    /// Ends the stream.
    func finish() {
        let reader = state.withLock { state in
            state.hasEnded = true
            return state.reader
        }
        reader?.send()
    }

    /// Returns the next bytes; nil at the end.
    func next(until deadline: ContinuousClock.Instant) async throws -> [UInt8]? {
        while true {
            switch take() {
            case .bytes(let bytes): return bytes
            case .ended: return nil
            case .waiting(let signal):
                switch await signal.wait(until: deadline) {
                case .arrived: continue
                case .timedOut: throw ExchangeError.timedOut
                case .cancelled: throw CancellationError()
                }
            }
        }
    }

    /// Ends reading. The writer gets an error.
    func abandon() {
        let (reader, writer) = state.withLock { state in
            state.isAbandoned = true
            state.hasEnded = true
            return (state.reader, state.writer)
        }
        reader?.send()
        writer?.send()
    }

    private func take() -> Reading {
        let (reading, writer): (Reading, Signal?) = state.withLock { state in
            if !state.bytes.isEmpty {
                let bytes = state.bytes
                let writer = state.writer
                state.bytes = []
                state.writer = nil
                return (.bytes(bytes), writer)
            }
            if state.hasEnded { return (.ended, nil) }
            let signal = Signal()
            state.reader = signal
            return (.waiting(signal), nil)
        }
        writer?.send()
        return reading
    }
}
