import TaproomNet

/// Exchanges raw bytes with a server on a thread of its own.
enum RawClient {
    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    /// Calls `body` with a connection to the server.
    static func connect<Value: Sendable>(
        _ port: Int, receiveBuffer: Int? = nil, _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port, receiveBuffer: receiveBuffer)
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
