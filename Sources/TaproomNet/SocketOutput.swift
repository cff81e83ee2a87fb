import CLinux

/// The owner of a `SocketOutput`, which is called when the output can't be sent at the end of a turn.
public protocol SocketOutputOwner: AnyObject {
    /// Called on the loop's thread at the end of a turn: the socket accepts no more for now, or the connection has
    /// failed.
    func outputStopped()
}

/// The bytes that one connection has to send. Owns them until the kernel has accepted them.
///
/// Bytes appended after `begin` are sent at the end of the loop's turn, together with the outputs of all other
/// connections, even if the connection's task is suspended. `flush` sends them immediately. On the loop's thread only.
public final class SocketOutput {
    /// All bytes since the output was last empty; the first `sent` of them have been sent. Only append to it.
    public var bytes: [UInt8] = []
    private var sent = 0
    /// Whether the socket accepts no more bytes until it becomes writable.
    public private(set) var isBlocked = false
    /// Whether sending has failed. Nothing is sent any more.
    public private(set) var hasFailed = false
    /// The number of bytes that the kernel has accepted.
    public private(set) var total = 0
    private var isScheduled = false
    let socket: StreamSocket
    private let batch: SendBatch
    unowned(unsafe) private var owner: (any SocketOutputOwner)?

    /// - Parameter owner: must outlive this object, or call `close` first.
    public init(socket: StreamSocket, batch: SendBatch) {
        self.socket = socket
        self.batch = batch
    }

    /// Sets the object that is called when the output can't be sent.
    public func setOwner(_ owner: any SocketOutputOwner) {
        self.owner = owner
    }

    /// Whether all bytes have been sent.
    @inline(__always)
    public var isEmpty: Bool { sent == bytes.count }

    /// The number of bytes not sent yet.
    public var count: Int { bytes.count - sent }

    /// Prepares for bytes to be appended.
    @inline(__always)
    public func begin() {
        guard !isScheduled else { return }
        isScheduled = true
        if bytes.isEmpty { batch.borrow(&bytes) }
        batch.schedule(self)
    }

    /// Sends as many bytes as the socket accepts now.
    public func flush() {
        while sent < bytes.count, !isBlocked, !hasFailed {
            take(socket.send(bytes, from: sent))
        }
        recycleIfSent()
    }

    /// Copies part of a file to the socket within the kernel, once all bytes have been sent.
    ///
    /// - Returns: how many bytes of the file the kernel has accepted.
    public func send(_ file: OpenFile, from offset: Int, count: Int) -> Int {
        guard !hasFailed, !isBlocked else { return 0 }
        let before = total
        takeResult(file.send(to: socket, from: offset, count: count))
        return total - before
    }

    /// Notes that the socket is writable again.
    public func becomeWritable() {
        isBlocked = false
    }

    /// Discards the bytes not sent yet.
    public func close() {
        hasFailed = true
        owner = nil
        sent = 0
        bytes = []
    }

    // MARK: In a batch

    /// Begins to send as part of a batch.
    ///
    /// - Returns: whether there are bytes to send and the socket may accept them.
    @inline(__always)
    func beginBatch() -> Bool {
        isScheduled = false
        return sent < bytes.count && !isBlocked && !hasFailed
    }

    /// Fills in the send operation. The address stays valid until the ring has sent the bytes: this object holds the
    /// only reference to the array, and nothing appends to it meanwhile.
    @inline(__always)
    func prepare(_ send: inout taproom_send) {
        bytes.withUnsafeBytes { bytes in
            send.bytes = bytes.baseAddress.map { $0 + sent }
            send.length = UInt32(truncatingIfNeeded: bytes.count - sent)
        }
        send.socket = socket.number
    }

    /// Takes the result of the send.
    @inline(__always)
    func endBatch(_ outcome: StreamSocket.Sent) {
        take(outcome)
        if isEmpty { recycleIfSent() } else { finishBatch() }
    }

    /// Sends without io_uring.
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
