import TaproomNet

/// The commands that a connection has yet to send.
struct CommandOutbox {
    private var writer = CommandWriter(output: [])
    /// The number of commands behind those that are being sent.
    private(set) var waiting = 0
    private var sending: [UInt8] = []
    private var sent = 0
    private var mayWrite = true

    /// The most bytes of capacity that are kept for the next commands.
    private static let largestSpare = 1024 * 1024

    /// Adds a command, and returns its length in bytes.
    ///
    /// - Throws: `RedisError.malformedCommand`. Nothing of the command is sent.
    @inline(__always)
    mutating func add(_ write: (inout CommandWriter) -> Void) throws(RedisError) -> Int {
        let start = writer.output.count
        writer.reset()
        write(&writer)
        if let problem = writer.problem {
            writer.output.removeLast(writer.output.count - start)
            throw .malformedCommand(problem)
        }
        waiting += 1
        return writer.output.count - start
    }

    /// Sends as many bytes as the socket accepts.
    mutating func flush(to socket: StreamSocket) throws(SystemError) {
        while mayWrite {
            if sending.isEmpty {
                swap(&sending, &writer.output)
                waiting = 0
                if let tls = socket.tls { sending = try tls.encrypt(sending) }
            }
            guard !sending.isEmpty else { return }
            switch socket.send(sending, from: sent) {
            case .bytes(let count): sent += count
            case .wouldBlock: mayWrite = false
            case .failed(let code): throw SystemError("write", code: code)
            }
            if sent == sending.count { discardSent() }
        }
    }

    private mutating func discardSent() {
        sending.removeAll(keepingCapacity: sending.capacity <= Self.largestSpare)
        sent = 0
    }

    /// Notes that the socket is writable again.
    mutating func becomeWritable() {
        mayWrite = true
    }

    /// Removes the first waiting commands.
    ///
    /// - Parameter length: the length of these commands in bytes.
    mutating func dropFirst(_ count: Int, length: Int) {
        writer.output.removeFirst(length)
        waiting -= count
    }

    /// Discards the bytes that were being sent over a socket that is closed.
    mutating func abandonSent() {
        sending.removeAll()
        sent = 0
    }

    mutating func clear() {
        abandonSent()
        writer.output.removeAll(keepingCapacity: true)
        waiting = 0
    }
}
