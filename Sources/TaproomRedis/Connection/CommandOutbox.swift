import TaproomNet

/// The commands that a connection has still to send.
struct CommandOutbox {
    /// Takes the next commands.
    var writer = CommandWriter(output: [])
    private var sending: [UInt8] = []
    private var sent = 0
    private var mayWrite = true

    /// The most room that is kept for the next commands.
    private static let largestSpare = 1024 * 1024

    /// Sends as much as the socket takes.
    mutating func flush(to socket: StreamSocket) throws(SystemError) {
        while mayWrite {
            if sending.isEmpty { swap(&sending, &writer.output) }
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

    /// The socket takes more.
    mutating func becomeWritable() {
        mayWrite = true
    }

    /// Forgets all: for another connection.
    mutating func clear() {
        writer.output.removeAll(keepingCapacity: true)
        sending.removeAll()
        sent = 0
    }
}
