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

/// A door that handlers wait at, by blocking their thread or not.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }
    var arrived: Int { state.withLock { $0.arrived } }

    func open() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Suspends until it is open.
    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Blocks the thread until it is open.
    func block() {
        state.withLock { $0.arrived += 1 }
        while !isOpen { BackgroundThread.sleep(milliseconds: 1) }
    }

    /// Waits, for at most ten seconds, until so many have come to the door.
    func arrivals(_ count: Int) async throws {
        for _ in 0..<2000 where arrived < count { try await Task.sleep(for: .milliseconds(5)) }
    }
}
