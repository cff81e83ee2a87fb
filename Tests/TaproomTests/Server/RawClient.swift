import TaproomNet

/// Exchanges raw bytes with a server on a thread of its own.
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

    /// Sends bytes, and returns all received bytes when the server has closed the connection.
    ///
    /// - Parameters:
    ///   - cuts: the offsets at which the bytes are split into separate writes.
    ///   - pause: the milliseconds between writes.
    ///   - finish: whether to shut down the sending direction after the last byte.
    static func exchange(
        _ port: Int, _ bytes: [UInt8], cuts: [Int] = [], pause: Int = 0, finish: Bool = false
    ) async throws -> [UInt8] {
        try await connect(port) { connection in
            var start = 0
            for cut in cuts.sorted() + [bytes.count] where cut > start && cut <= bytes.count {
                try connection.send(Array(bytes[start..<cut]))
                start = cut
                if pause > 0, cut < bytes.count { BackgroundThread.sleep(milliseconds: pause) }
            }
            if finish { connection.finishSending() }
            return try connection.receiveAll()
        }
    }
}

extension BlockingConnection {
    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Reads to the end of the stream. A reset counts as the end.
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
