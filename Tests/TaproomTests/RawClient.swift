import Dispatch
import Synchronization
import TaproomNet

/// Raw bytes to a server and back, on a thread of its own.
enum RawClient {
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Calls `body` with a connection to the server.
    static func connect<Value: Sendable>(
        _ port: Int, _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            defer { connection.close() }
            return try body(connection)
        }
    }
}

extension BlockingConnection {
    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Reads to the end of the stream; a reset counts as one.
    func rest() -> String {
        var all: [UInt8] = []
        while let bytes = try? receive(), !bytes.isEmpty { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// Reads one response whose content has a length.
    func response() throws -> String {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { break }
            all += bytes
            let text = String(decoding: all, as: UTF8.self)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let line = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
            if let length = line?.split(separator: " ").last.flatMap({ Int($0) }), parts[1].utf8.count >= length {
                break
            }
        }
        return String(decoding: all, as: UTF8.self)
    }
}

/// A door that handlers wait at, by blocking their thread or not. A waiting test ends by events; the suite's time
/// limit ends a wait that is in vain.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var observers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

        /// Takes note of an arrival; those who waited for it.
        mutating func arrive() -> [CheckedContinuation<Void, Never>] {
            arrived += 1
            let due = observers.filter { $0.count <= arrived }.map(\.continuation)
            observers.removeAll { $0.count <= arrived }
            return due
        }
    }

    private let state = Mutex(State())
    private let blocking = DispatchSemaphore(value: 0)

    var isOpen: Bool { state.withLock { $0.isOpen } }
    var arrived: Int { state.withLock { $0.arrived } }

    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
        blocking.signal()
    }

    /// Suspends until it is open.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, due) = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return (state.isOpen, state.arrive())
            }
            if isOpen { continuation.resume() }
            for observer in due { observer.resume() }
        }
    }

    /// Blocks the thread until it is open.
    func block() {
        for observer in state.withLock({ $0.arrive() }) { observer.resume() }
        guard !isOpen else { return }
        blocking.wait()
        // The next one may go, too.
        blocking.signal()
    }

    /// Waits until so many have come to the door.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard state.arrived < count else { return true }
                state.observers.append((count, continuation))
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}
