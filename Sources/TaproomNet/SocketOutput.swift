import CLinux

/// The owner of a `SocketOutput`, which is told when the output can't leave on its own.
public protocol SocketOutputOwner: AnyObject {
    /// Called on the loop's thread at the end of a turn: the socket takes no more, or the connection has failed.
    func outputStopped()
}

/// The bytes that one connection has to send, and their only owner until the kernel has taken them.
///
/// What is appended after `begin` leaves at the end of the loop's turn, together with the outputs of all other
/// connections, whatever the connection's task is doing by then. `flush` sends it at once. On the loop's thread only.
public final class SocketOutput {
    /// All bytes since the output was last empty, of which the first `sent` have left. To be appended to only.
    public var bytes: [UInt8] = []
    private var sent = 0
    /// Whether the socket takes no more until it becomes writable.
    public private(set) var isBlocked = false
    /// Whether sending has failed: nothing leaves any more.
    public private(set) var hasFailed = false
    /// How many bytes the kernel has taken.
    public private(set) var total = 0
    private var isScheduled = false
    let socket: StreamSocket
    private let batch: SendBatch
    unowned(unsafe) private var owner: (any SocketOutputOwner)?

    /// - Parameter owner: outlives this object, or takes its leave by `close`.
    public init(socket: StreamSocket, batch: SendBatch) {
        self.socket = socket
        self.batch = batch
    }

    /// Names the object that is told when the output stops.
    public func setOwner(_ owner: any SocketOutputOwner) {
        self.owner = owner
    }

    /// Whether all bytes have left.
    @inline(__always)
    public var isEmpty: Bool { sent == bytes.count }

    /// How many bytes have yet to leave.
    public var count: Int { bytes.count - sent }

    /// Makes ready for bytes to be appended.
    @inline(__always)
    public func begin() {
        guard !isScheduled else { return }
        isScheduled = true
        if bytes.isEmpty { batch.borrow(&bytes) }
        batch.schedule(self)
    }

    /// Sends as much as the socket takes now.
    public func flush() {
        while sent < bytes.count, !isBlocked, !hasFailed {
            take(socket.send(bytes, from: sent))
        }
        recycleIfSent()
    }

    /// Lets the kernel copy part of a file to the socket, once all bytes have left.
    ///
    /// - Returns: how many bytes of the file were taken.
    public func send(_ file: OpenFile, from offset: Int, count: Int) -> Int {
        guard !hasFailed, !isBlocked else { return 0 }
        let before = total
        takeResult(file.send(to: socket, from: offset, count: count))
        return total - before
    }

    /// The socket takes more.
    public func becomeWritable() {
        isBlocked = false
    }

    /// Gives up on what has not left.
    public func close() {
        hasFailed = true
        owner = nil
        sent = 0
        bytes = []
    }

    // MARK: In a batch

    /// Called when the turn ends.
    ///
    /// - Returns: whether there is something that the socket may take.
    @inline(__always)
    func beginBatch() -> Bool {
        isScheduled = false
        return sent < bytes.count && !isBlocked && !hasFailed
    }

    /// Says what is to be sent. The address stays good until the ring has sent it: this object alone has the array, and
    /// nobody appends to it meanwhile.
    @inline(__always)
    func prepare(_ send: inout taproom_send) {
        bytes.withUnsafeBytes { bytes in
            send.bytes = bytes.baseAddress.map { $0 + sent }
            send.length = UInt32(truncatingIfNeeded: bytes.count - sent)
        }
        send.socket = socket.number
    }

    /// Called with what became of the unsent bytes.
    @inline(__always)
    func endBatch(_ outcome: StreamSocket.Sent) {
        take(outcome)
        if isEmpty { recycleIfSent() } else { finishBatch() }
    }

    /// Sends by itself.
    func sendBatch() {
        if beginBatch() { finishBatch() }
    }

    func finishBatch() {
        flush()
        if !isEmpty || hasFailed { owner?.outputStopped() }
    }

    @inline(__always)
    private func take(_ outcome: StreamSocket.Sent) {
        if case .bytes(let count) = outcome { sent += count }
        takeResult(outcome)
    }

    @inline(__always)
    private func takeResult(_ outcome: StreamSocket.Sent) {
        switch outcome {
        case .bytes(let count): total += count
        case .wouldBlock: isBlocked = true
        case .failed: hasFailed = true
        }
    }

    private func recycleIfSent() {
        guard sent == bytes.count, sent > 0 else { return }
        sent = 0
        bytes.removeAll(keepingCapacity: true)
        batch.recycle(&bytes)
    }
}
