/// The bytes that a connection has received and not used yet. The connection shares the buffer with its request, whose
/// head points into it.
final class InputBuffer {
    static let initialCapacity = 8 * 1024

    /// The storage. Only `start..<end` holds unused bytes.
    var bytes = [UInt8](repeating: 0, count: initialCapacity)
    var start = 0
    var end = 0

    var isEmpty: Bool { start == end }
    var room: Int { bytes.count - end }
    /// Whether the buffer has its initial size.
    var hasUsualSize: Bool { bytes.count == Self.initialCapacity }

    /// Starts again at the front of the storage if all bytes are used.
    func consume() {
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Discards all bytes.
    func clear() {
        start = 0
        end = 0
    }

    /// Makes room if there is none. Used bytes are overwritten first, because a pipeline that never pauses between two
    /// requests would otherwise grow the buffer without end. Do not call it while a request is handled, because its
    /// head lies before `start`.
    func makeRoom() {
        guard room == 0 else { return }
        guard start > 0 else { return grow() }
        bytes.withUnsafeMutableBytes { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
        end -= start
        start = 0
    }

    /// Appends bytes.
    func append(_ more: ArraySlice<UInt8>) {
        while room < more.count { grow() }
        bytes.replaceSubrange(end..<(end + more.count), with: more)
        end += more.count
    }

    /// Doubles the storage.
    func grow() {
        bytes.append(contentsOf: repeatElement(0, count: bytes.count))
    }
}
