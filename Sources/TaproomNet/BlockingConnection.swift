import CLinux
import Glibc

/// A TCP connection to 127.0.0.1 with blocking calls, for tests on a thread of their own.
package final class BlockingConnection: Sendable {
    private let descriptor: FileDescriptor
    /// The peer's port.
    package let port: Int

    /// - Parameter timeout: seconds after which a read or write without progress fails.
    package init(port: Int, timeout: Int = 150) throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError("socket") }
        descriptor = FileDescriptor(number)
        self.port = port
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var one: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        guard let port = UInt16(exactly: port),
            let address = try SocketAddress.resolve(host: "127.0.0.1", port: port).first
        else { throw AddressError(host: "127.0.0.1", reason: "\(port) is no port") }
        guard address.withPointer({ connect(number, $0, $1) }) == 0 else { throw SystemError("connect to \(address)") }
    }

    /// Writes all bytes. A closed peer is no error, because its response may be there to be read.
    package func send(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                uninterrupted {
                    Glibc.send(
                        descriptor.number, bytes.baseAddress.map { $0 + offset }, bytes.count - offset,
                        Int32(MSG_NOSIGNAL))
                }
            }
            if count < 0, errno == EPIPE || errno == ECONNRESET { return }
            guard count > 0 else { throw SystemError("send") }
            offset += count
        }
    }

    /// Writes bytes unless the socket accepts none within a second.
    ///
    /// - Returns: false if the socket accepts no more.
    package func sendIfRoom(_ bytes: [UInt8]) throws -> Bool {
        var ready = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
        guard poll(&ready, 1, 1000) > 0, ready.revents & Int16(POLLOUT) != 0 else { return false }
        try send(bytes)
        return true
    }

    /// Shuts down the sending direction.
    package func finishSending() {
        _ = Glibc.shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Reads the bytes that are there, and waits for the first one; empty at the end of the stream.
    package func receive(atMost count: Int = 64 * 1024) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        // Calls with a time-out are interrupted when a suspended machine resumes.
        let result = uninterrupted { recv(descriptor.number, &buffer, count, 0) }
        guard result >= 0 else { throw SystemError("receive") }
        return Array(buffer.prefix(result))
    }

    /// Whether there are bytes or the end of the stream to read within a number of milliseconds.
    package func isReadable(within milliseconds: Int) -> Bool {
        var ready = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&ready, 1, Int32(clamping: milliseconds)) > 0
    }

    /// Reads to the end of the stream.
    package func receiveAll() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }

    /// Shuts down both directions, which ends calls that block on another thread.
    package func shutdown() {
        _ = Glibc.shutdown(descriptor.number, Int32(SHUT_RDWR))
    }

    package func close() {
        descriptor.close()
    }
}
