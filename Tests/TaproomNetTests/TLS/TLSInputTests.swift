import Glibc
import Testing

@testable import TaproomNet

/// What a TLS session knows of its socket.
@Suite struct TLSInputTests {
    private let input: TLSInput
    private let peer: FileDescriptor
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    init() throws {
        var numbers: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &numbers) == 0)
        input = TLSInput(FileDescriptor(numbers[0]))
        peer = FileDescriptor(numbers[1])
    }

    private func send(_ count: Int) {
        let bytes = [UInt8](repeating: 0x61, count: count)
        #expect(Glibc.send(peer.number, bytes, count, Int32(MSG_NOSIGNAL)) == count)
    }

    private mutating func read(_ count: Int) -> Int32 {
        buffer.withUnsafeMutableBytes { [input] bytes in
            bytes.baseAddress.map { input.read(into: $0, count: count) } ?? -1
        }
    }

    @Test mutating func onlyAReadOfFewerBytesThanAskedForEmptiesTheSocket() {
        input.beginCall()
        send(20)
        #expect(read(10) == 10)
        #expect(!input.isDrained)
        #expect(read(10) == 10)
        #expect(!input.isDrained)
        #expect(read(10) == 0)
        #expect(input.isDrained)
        input.arrived()
        #expect(!input.isDrained)
        send(5)
        #expect(read(10) == 5)
        #expect(input.isDrained)
    }

    @Test mutating func oneCallReadsNoMoreThanItsLimit() {
        input.beginCall()
        // 256 KiB.
        for _ in 0..<16 {
            send(16 * 1024)
            #expect(read(16 * 1024) == 16 * 1024)
        }
        send(1)
        #expect(read(1) == -1)
        #expect(input.error == EPROTO)
        input.beginCall()
        #expect(read(1) == 1)
    }
}
