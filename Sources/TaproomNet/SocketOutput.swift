import CLinux

/// The owner of a `SocketOutput`, which is called when the output can't be sent at the end of a turn.
public protocol SocketOutputOwner: AnyObject {
    /// Called on the loop's thread at the end of a turn: the socket accepts no more for now, or the connection has
    /// failed.
    func outputStopped()
}

/// The bytes that a connection has to send. It owns them until the kernel has accepted them.
///
/// Bytes appended after `begin` are sent at the end of the loop's turn, together with the outputs of all other
/// connections, even if the connection's task is suspended. `flush` sends them immediately. With TLS they are encrypted
/// just before they are sent. Use it on the loop's thread only.
public final class SocketOutput {
    /// The bytes to send. Only append to it.
    public var bytes: [UInt8] = []
    /// The number of `bytes` that have been sent or, with TLS, encrypted.
    private var taken = 0
    /// The number of the session's encrypted bytes that have been sent.
    private var sentSealed = 0
    /// Whether the socket accepts no more bytes until it becomes writable.
    public private(set) var isBlocked = false
    /// Whether sending has failed. If so, nothing more is sent.
    public private(set) var hasFailed = false
    /// The number of bytes that the kernel has accepted.
    public private(set) var total = 0
    private var isScheduled = false
    /// Whether the TLS session ends after the bytes.
    private var endsBehindBytes = false
    let socket: StreamSocket
    /// The session that encrypts; nil without TLS.
    private var tls: TLSSession?
    private let batch: SendBatch
    unowned(unsafe) private var owner: (any SocketOutputOwner)?

    /// The most bytes that are encrypted before they are sent: four records.
    private static let sealedAtOnce = 64 * 1024

    /// - Parameters:
    ///   - socket: the connection's socket.
    ///   - batch: the batch of the connection's loop.
    public init(socket: StreamSocket, batch: SendBatch) {
        self.socket = socket
        self.batch = batch
    }

    /// Sets the object that is called when the output can't be sent.
    ///
    /// - Parameter owner: an object that outlives this one, or calls `close` first.
    public func setOwner(_ owner: any SocketOutputOwner) {
        self.owner = owner
    }

    /// Encrypts all further bytes with the socket's session.
    package func beginTLS() {
        tls = socket.tls
    }

    /// Whether all bytes have been sent.
    @inline(__always)
    public var isEmpty: Bool { taken == bytes.count && (tls == nil || unsentSealed == 0) }

    /// The number of bytes not sent yet.
    public var count: Int { bytes.count - taken + unsentSealed }

    private var unsentSealed: Int { tls.map { $0.sealed.count - sentSealed } ?? 0 }

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
        if let tls { return flush(tls) }
        while taken < bytes.count, !isBlocked, !hasFailed {
            take(socket.send(bytes, from: taken))
        }
        recycleIfSent()
    }

    private func flush(_ tls: TLSSession) {
        while !isBlocked, !hasFailed {
            if sentSealed < tls.sealed.count {
                take(socket.send(tls.sealed, from: sentSealed))
            } else {
                recycleSealed(tls)
                if taken < bytes.count { seal(tls) }
                if endsBehindBytes, taken == bytes.count { tls.end() }
                guard sentSealed < tls.sealed.count else { break }
            }
        }
        recycleIfSent()
    }

    /// Encrypts some of the bytes. Call it when all encrypted bytes have been sent.
    private func seal(_ tls: TLSSession) {
        let end = min(bytes.count, taken + Self.sealedAtOnce)
        bytes.withUnsafeBytes { seal(UnsafeRawBufferPointer(rebasing: $0[taken..<end]), tls) }
        taken = end
    }

    private func seal(_ bytes: UnsafeRawBufferPointer, _ tls: TLSSession) {
        if tls.sealed.isEmpty { batch.borrow(&tls.sealed) }
        if !tls.seal(bytes) { hasFailed = true }
    }

    /// Sends a part of a file, once all bytes have been sent. The kernel copies the file to the socket; with TLS it
    /// passes through a buffer.
    ///
    /// - Returns: the number of bytes of the file that have been taken.
    public func send(_ file: OpenFile, from offset: Int, count: Int) -> Int {
        guard !hasFailed, !isBlocked else { return 0 }
        if tls != nil { return sendSealed(file, from: offset, count: count) }
        let before = total
        takeResult(file.send(to: socket, from: offset, count: count))
        return total - before
    }

    private func sendSealed(_ file: OpenFile, from offset: Int, count: Int) -> Int {
        flush()
        guard isEmpty, !isBlocked, !hasFailed, let tls else { return 0 }
        let buffer = UnsafeMutableRawBufferPointer(rebasing: batch.scratch[..<min(count, batch.scratch.count)])
        guard file.read(into: buffer, from: offset) == buffer.count else {
            // The file has been truncated since its size was sent in the head.
            hasFailed = true
            return 0
        }
        seal(UnsafeRawBufferPointer(buffer), tls)
        flush()
        return buffer.count
    }

    /// Marks the socket as writable again.
    public func becomeWritable() {
        isBlocked = false
    }

    /// Ends the TLS session after the bytes that are still to be sent. Without it, the peer could not tell the end of
    /// the connection from an attack.
    package func endBehindBytes() {
        endsBehindBytes = true
    }

    /// Discards the bytes that have not been sent.
    public func close() {
        hasFailed = true
        owner = nil
        tls = nil
        taken = 0
        bytes = []
    }

    // MARK: Sending in a batch

    /// Begins to send as part of a batch.
    ///
    /// - Returns: whether there are bytes to send and the socket may accept them.
    @inline(__always)
    func beginBatch() -> Bool {
        isScheduled = false
        guard !isBlocked, !hasFailed else { return false }
        if let tls { return beginBatch(tls) }
        return taken < bytes.count
    }

    private func beginBatch(_ tls: TLSSession) -> Bool {
        if taken < bytes.count { seal(tls) }
        if hasFailed { owner?.outputStopped() }
        return sentSealed < tls.sealed.count && !hasFailed
    }

    /// Fills in the send operation. The address stays valid until the ring has sent the bytes: this object holds the
    /// only reference to the array, and nothing appends to it meanwhile.
    @inline(__always)
    func prepare(_ send: inout taproom_send) {
        send.socket = socket.number
        if let tls { return tls.sealed.prepare(&send, from: sentSealed) }
        bytes.prepare(&send, from: taken)
    }

    /// Processes the result of the send operation.
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
        if case .bytes(let count) = outcome {
            if tls != nil { sentSealed += count } else { taken += count }
        }
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

    @inline(__always)
    private func recycleIfSent() {
        if let tls { recycleSealed(tls) }
        guard taken == bytes.count, taken > 0 else { return }
        taken = 0
        bytes.removeAll(keepingCapacity: true)
        batch.recycle(&bytes)
    }

    private func recycleSealed(_ tls: TLSSession) {
        guard sentSealed == tls.sealed.count, sentSealed > 0 else { return }
        sentSealed = 0
        tls.sealed.removeAll(keepingCapacity: true)
        batch.recycle(&tls.sealed)
    }
}

extension [UInt8] {
    /// Fills in a send operation for the bytes from `offset` on.
    @inline(__always)
    fileprivate func prepare(_ send: inout taproom_send, from offset: Int) {
        withUnsafeBytes { bytes in
            send.bytes = bytes.baseAddress.map { $0 + offset }
            send.length = UInt32(truncatingIfNeeded: bytes.count - offset)
        }
    }
}
