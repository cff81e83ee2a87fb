import CLinux

/// Sends the outputs of a turn of the loop at its end: in one system call with io_uring, otherwise in one call each.
/// Use it on the loop's thread only.
///
/// With io_uring, a client on the same machine is also woken only once per turn, instead of taking the processor from
/// the loop after each response.
public final class SendBatch: EndOfTurnHandler {
    /// The most sends per call.
    static let capacity = 64
    /// The most bytes of an output that is sent together with others. A longer one has a call of its own, because most
    /// of its time is spent copying.
    static let longest = 16 * 1024
    /// The capacity in bytes beyond which a buffer is freed after use.
    private static let largestSpare = 2 * longest

    private unowned let loop: EventLoop
    private var ring = taproom_ring()
    /// Whether to open a ring when it is first needed, on the thread that will use it.
    private var wantsRing: Bool
    /// The outputs to send at the end of this turn. Retained until they have been sent.
    private var scheduled: [Unmanaged<SocketOutput>] = []
    /// The outputs being sent. Swapped with `scheduled`, so that both arrays keep their capacity.
    private var sending: [Unmanaged<SocketOutput>] = []
    /// Empty buffers for further outputs.
    private var spares: [[UInt8]] = []
    /// The send operations, allocated separately because the kernel writes to them.
    private let sends = UnsafeMutablePointer<taproom_send>.allocate(capacity: capacity)

    /// - Parameter usesRing: whether to use io_uring if the system has it.
    public init(loop: EventLoop, usesRing: Bool = true) {
        self.loop = loop
        wantsRing = usesRing
        ring.descriptor = -1
        sends.initialize(repeating: taproom_send(), count: Self.capacity)
        spares.reserveCapacity(Self.capacity)
    }

    /// A buffer for bytes of a file, which are encrypted before the buffer is used again.
    var scratch: UnsafeMutableRawBufferPointer {
        if let allocatedScratch { return allocatedScratch }
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 64)
        allocatedScratch = scratch
        return scratch
    }
    private var allocatedScratch: UnsafeMutableRawBufferPointer?

    deinit {
        sends.deallocate()
        allocatedScratch?.deallocate()
        taproom_ring_close(&ring)
    }

    /// Whether io_uring is in use. This is known once two outputs have been sent in one turn.
    var hasRing: Bool { ring.descriptor >= 0 }

    // MARK: Buffers

    /// Replaces an empty buffer with a recycled one, if there is one.
    func borrow(_ buffer: inout [UInt8]) {
        guard let spare = spares.popLast() else { return }
        buffer = spare
    }

    /// Takes an empty buffer, so that the next output can use its capacity.
    func recycle(_ buffer: inout [UInt8]) {
        let spare = exchange(&buffer, with: [])
        if spares.count < Self.capacity, spare.capacity <= Self.largestSpare { spares.append(spare) }
    }

    // MARK: Sending

    /// Sends the output's bytes when the turn ends.
    func schedule(_ output: SocketOutput) {
        if scheduled.isEmpty { loop.atEndOfTurn(self) }
        scheduled.append(.passRetained(output))
    }

    /// Sends the outputs of the turn.
    public func turnEnded() {
        swap(&scheduled, &sending)
        var next = 0
        while next < sending.count { next = sendSome(from: next) }
        for output in sending { output.release() }
        sending.removeAll(keepingCapacity: true)
    }

    /// Sends outputs from an index on, at most as many as fit into one call.
    ///
    /// - Returns: the index of the first output that has not been sent.
    private func sendSome(from first: Int) -> Int {
        let end = min(sending.count, first + Self.capacity)
        guard end - first > 1, openRing() else {
            for index in first..<end { sending[index]._withUnsafeGuaranteedRef { $0.sendBatch() } }
            return end
        }
        var indices = InlineArray<64, Int>(repeating: 0)
        var count = 0
        for index in first..<end {
            sending[index]._withUnsafeGuaranteedRef { output in
                guard output.count <= Self.longest else { return output.sendBatch() }
                guard output.beginBatch() else { return }
                output.prepare(&sends[count])
                indices[count] = index
                count += 1
            }
        }
        sendByRing(count, indices)
        return end
    }

    private func sendByRing(_ count: Int, _ indices: InlineArray<64, Int>) {
        guard count > 0 else { return }
        let taken = Int(taproom_ring_send(&ring, sends, UInt32(truncatingIfNeeded: count)))
        if taken < count { taproom_ring_close(&ring) }
        for index in 0..<count {
            sending[indices[index]]._withUnsafeGuaranteedRef { output in
                if index < taken {
                    output.endBatch(StreamSocket.Sent(sends[index].result))
                } else {
                    output.finishBatch()
                }
            }
        }
    }

    private func openRing() -> Bool {
        if wantsRing {
            wantsRing = false
            taproom_ring_open(&ring, UInt32(Self.capacity))
        }
        return hasRing
    }
}
