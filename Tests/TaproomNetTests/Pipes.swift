import Glibc
import Testing

@testable import TaproomNet

/// Pipes whose reading ends are watched. Call `close` at the end.
struct Pipes {
    let ends: [(read: Int32, write: Int32)]

    init(_ count: Int) throws {
        ends = try (0..<count).map { _ in
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw SystemError("pipe") }
            return (ends[0], ends[1])
        }
    }

    /// The reading end of a pipe.
    subscript(index: Int) -> Int32 { ends[index].read }

    /// Writes a byte to each of these pipes.
    func write(_ indices: [Int]) {
        for index in indices { #expect(Glibc.write(ends[index].write, "x", 1) == 1) }
    }

    func close() {
        for end in ends {
            Glibc.close(end.read)
            Glibc.close(end.write)
        }
    }
}
