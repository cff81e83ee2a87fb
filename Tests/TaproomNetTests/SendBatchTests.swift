import Glibc
import TestSupport
import Testing

@testable import TaproomNet

/// Outputs that are sent together at the end of a turn, with io_uring and without.
@Suite(.timeLimit(.minutes(1))) struct SendBatchTests {
    /// Two connected sockets, and an output that writes to one of them.
    private final class Pair: SocketOutputOwner, @unchecked Sendable {
        let socket: StreamSocket
        let peer: FileDescriptor
        /// The output. It is made and used on the loop's thread, and examined after the turn.
        private(set) var output: SocketOutput?
        private(set) var stops = 0

        init() throws {
            var numbers: [Int32] = [-1, -1]
            let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
            guard socketpair(AF_UNIX, type, 0, &numbers) == 0 else { throw SystemError("socketpair") }
            socket = StreamSocket(FileDescriptor(numbers[0]))
            peer = FileDescriptor(numbers[1])
        }

        func give(_ bytes: [UInt8], to batch: SendBatch) {
            let output = SocketOutput(socket: socket, batch: batch)
            output.setOwner(self)
            self.output = output
            output.begin()
            output.bytes.append(contentsOf: bytes)
        }

        func outputStopped() {
            stops += 1
        }

        /// Returns the bytes that have arrived.
        func received() -> [UInt8] {
            var all: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(peer.number, &buffer, buffer.count)
                guard count > 0 else { return all }
                all += buffer[..<count]
            }
        }

        /// Writes until the socket accepts no more.
        func fill() {
            while case .bytes = socket.send([UInt8](repeating: 0x2e, count: 4096), from: 0) {}
        }
    }

    /// Appends each pair's bytes within one turn of a loop, and waits for its end. Returns whether io_uring was used.
    @concurrent
    private func send(_ bytes: [[UInt8]], to pairs: [Pair], usesRing: Bool) async throws -> Bool {
        let loop = try EventLoop(name: "batch")
        try loop.start()
        defer { loop.stop() }
        return await loop.run {
            let batch = SendBatch(loop: loop, usesRing: usesRing)
            for (pair, text) in zip(pairs, bytes) { pair.give(text, to: batch) }
            await loop.pause(milliseconds: 1)
            return batch.hasRing
        }
    }

    private func text(_ number: Int) -> [UInt8] {
        Array("output \(number) ".utf8) + [UInt8](repeating: UInt8(number % 251), count: number * 37)
    }

    /// The counts are: one; several; as many as fit into a call, and one more; several calls.
    @Test(arguments: [1, 2, 5, SendBatch.capacity, SendBatch.capacity + 1, 3 * SendBatch.capacity], [true, false])
    func eachGetsItsOwn(_ count: Int, _ usesRing: Bool) async throws {
        let pairs = try (0..<count).map { _ in try Pair() }
        let bytes = (0..<count).map(text)
        let hasRing = try await send(bytes, to: pairs, usesRing: usesRing)
        #expect(usesRing || !hasRing)
        for (pair, text) in zip(pairs, bytes) {
            #expect(pair.received() == text)
            #expect(pair.output?.isEmpty == true)
            #expect(pair.output?.total == text.count)
            #expect(pair.stops == 0)
        }
    }

    /// The positions are at the start and at the end of a call.
    @Test(arguments: [0, 1, SendBatch.capacity - 1, SendBatch.capacity], [true, false])
    func aFullSocketSaysSo(_ place: Int, _ usesRing: Bool) async throws {
        let pairs = try (0..<(SendBatch.capacity + 2)).map { _ in try Pair() }
        pairs[place].fill()
        let bytes = pairs.indices.map { text($0 + 1) }
        _ = try await send(bytes, to: pairs, usesRing: usesRing)
        for (index, pair) in pairs.enumerated() where index != place {
            #expect(pair.received() == bytes[index])
            #expect(pair.output?.isEmpty == true)
        }
        #expect(pairs[place].stops == 1)
        #expect(pairs[place].output?.isBlocked == true)
        #expect(pairs[place].output?.bytes == bytes[place])
    }

    @Test(arguments: [true, false])
    func aPeerThatHasGone(_ usesRing: Bool) async throws {
        let pairs = try (0..<3).map { _ in try Pair() }
        pairs[0].peer.close()
        let bytes = (0..<3).map(text)
        _ = try await send(bytes, to: pairs, usesRing: usesRing)
        #expect(pairs[0].output?.hasFailed == true)
        #expect(pairs[0].stops == 1)
        #expect(pairs[1].received() == bytes[1])
        #expect(pairs[2].received() == bytes[2])
    }
}
