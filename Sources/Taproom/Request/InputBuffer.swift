/// The bytes of a connection that were received and not used up yet. Shared by the connection and its
/// request, whose head points into it.
final class InputBuffer {
    static let initialCapacity = 8 * 1024

    /// Storage; only `start..<end` holds anything.
    var bytes = [UInt8](repeating: 0, count: initialCapacity)
    var start = 0
    var end = 0

    var isEmpty: Bool { start == end }
    var room: Int { bytes.count - end }
    /// Whether it has not grown.
    var hasUsualSize: Bool { bytes.count == Self.initialCapacity }

    /// Starts again at its front where all is used up.
    func consume() {
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Drops what it holds.
    func clear() {
        start = 0
        end = 0
    }

    /// Makes room where there is none: what is used up goes first. Otherwise a pipeline that never ends with a request
    /// makes it ever larger. Not while a request is answered, whose head lies before `start`.
    func makeRoom() {
        guard room == 0 else { return }
        guard start > 0 else { return grow() }
        bytes.withUnsafeMutableBytes { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
        end -= start
        start = 0
    }

    /// Adds bytes behind those that are there.
    func append(_ more: ArraySlice<UInt8>) {
        while room < more.count { grow() }
        bytes.replaceSubrange(end..<(end + more.count), with: more)
        end += more.count
    }

    /// Makes it twice as large.
    func grow() {
        bytes.append(contentsOf: repeatElement(0, count: bytes.count))
    }
}
