import CLinux

/// Who gave bytes to a `SendBatch`.
public protocol BatchSender: AnyObject {
    /// Called on the loop's thread, at the end of the turn at the latest. Nothing may be given from within.
    ///
    /// - Parameter bytes: what was given, for the sender to take where not all of it was sent.
    func sent(_ bytes: inout [UInt8], _ outcome: StreamSocket.Sent)
}

/// What a turn of the loop has to send, in one system call at the turn's end (io_uring; where there is none, in one call
/// each). On the loop's thread only.
///
/// Beside the calls this spares changes of thread: a client on the same machine is woken once for all that there is, and
/// does not take the processor from the loop after each response.
public final class SendBatch: EndOfTurnHandler {
    /// How many sends go into one call.
    public static let capacity = 64
    /// Longer outputs are better sent by themselves: their bytes, not their calls, are what takes time.
    public static let longest = 16 * 1024
    /// A buffer that grew larger is not kept.
    private static let largestSpare = 2 * longest

    private struct Slot {
        var bytes: [UInt8] = []
        /// It stays until it hears of its bytes.
        unowned(unsafe) var sender: (any BatchSender)?
    }

    private unowned let loop: EventLoop
    private var ring = taproom_ring()
    /// Whether to ask the system for a ring once there is use for one, on the thread that will use it.
    private var wantsRing: Bool
    /// Slots keep their buffers from turn to turn. Memory of its own, as an array asks at each use whether it is shared.
    /// One more than can be taken, for who writes while all are.
    private let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity + 1)
    private let sends = UnsafeMutablePointer<taproom_send>.allocate(capacity: capacity)
    /// How many slots are taken.
    private var count = 0

    /// - Parameter usesRing: whether to use io_uring where the system has it.
    public init(loop: EventLoop, usesRing: Bool = true) {
        self.loop = loop
        wantsRing = usesRing
        ring.descriptor = -1
        slots.initialize(repeating: Slot(), count: Self.capacity + 1)
        sends.initialize(repeating: taproom_send(), count: Self.capacity)
    }

    deinit {
        slots.deinitialize(count: Self.capacity + 1)
        slots.deallocate()
        sends.deallocate()
        taproom_ring_close(&ring)
    }

    /// Whether the system has an io_uring for it. Known once two outputs have left together.
    var hasRing: Bool { ring.descriptor >= 0 }

    /// Gives an empty buffer the room that one had before.
    public func equip(_ buffer: inout [UInt8]) {
        swap(&buffer, &slots[count].bytes)
    }

    /// Takes the room of an empty buffer, for later where there is none yet.
    public func keep(_ buffer: inout [UInt8]) {
        if slots[count].bytes.capacity == 0 { swap(&buffer, &slots[count].bytes) } else { buffer = [] }
    }

    /// Sends the bytes, which are taken over, when the turn ends. Until the sender hears of it, it and its socket must
    /// stay, nothing else may be written to the socket, and nothing more be added for it: `submit` before.
    public func add(_ bytes: inout [UInt8], to socket: StreamSocket, for sender: any BatchSender) {
        // Before, not after: this sender, whose bytes are in use here, must not hear of them within the call.
        if count == Self.capacity { submit() }
        if count == 0 { loop.atEndOfTurn(self) }
        swap(&bytes, &slots[count].bytes)
        slots[count].sender = sender
        sends[count].socket = socket.number
        count &+= 1
        if bytes.capacity > 0 { keep(&bytes) }
    }

    public func turnEnded() {
        submit()
    }

    /// Sends what there is now.
    public func submit() {
        guard count > 0 else { return }
        let sentByRing = count > 1 && openRing() ? sendByRing() : 0
        for index in 0..<count {
            let slot = slots + index
            let outcome =
                index < sentByRing
                ? StreamSocket.Sent(sends[index].result)
                : StreamSocket.send(slot.pointee.bytes, from: 0, to: sends[index].socket)
            slot.pointee.sender?.sent(&slot.pointee.bytes, outcome)
            slot.pointee.sender = nil
            slot.pointee.bytes.removeAll(keepingCapacity: slot.pointee.bytes.capacity <= Self.largestSpare)
        }
        count = 0
    }

    /// How many the kernel took over.
    private func sendByRing() -> Int {
        for index in 0..<count {
            // The address stays good until the call returns: nobody else has the array, and nothing changes it.
            slots[index].bytes.withUnsafeBytes { bytes in
                sends[index].bytes = bytes.baseAddress
                sends[index].length = UInt32(truncatingIfNeeded: bytes.count)
            }
        }
        let taken = Int(taproom_ring_send(&ring, sends, UInt32(truncatingIfNeeded: count)))
        if taken < count { taproom_ring_close(&ring) }
        return taken
    }

    private func openRing() -> Bool {
        if wantsRing {
            wantsRing = false
            taproom_ring_open(&ring, UInt32(Self.capacity))
        }
        return hasRing
    }
}
