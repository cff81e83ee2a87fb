import CLinux
import Glibc

/// A connected, non-blocking stream socket. Its methods are thin wrappers of system calls with typed results. One loop
/// at a time uses it.
///
/// Once `tls` is set, `receive` decrypts. The `SocketOutput` that owns the bytes to send encrypts them.
public final class StreamSocket: @unchecked Sendable {
    /// The result of a read.
    public enum Received: Equatable {
        case bytes(Int)
        case wouldBlock
        case endOfStream
        case failed(Int32)
    }

    /// The result of a write.
    public enum Sent: Equatable {
        case bytes(Int)
        case wouldBlock
        case failed(Int32)

        /// - Parameter result: the number of bytes, or a negative errno.
        @inline(__always)
        init(_ result: Int32) {
            self = result >= 0 ? .bytes(Int(result)) : result == -EAGAIN ? .wouldBlock : .failed(-result)
        }
    }

    let descriptor: FileDescriptor
    /// The TLS session on this connection; nil if there is none.
    package var tls: TLSSession?

    init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Starts to connect. The socket becomes writable when the attempt has succeeded or failed.
    public static func connect(to address: SocketAddress) throws(SystemError) -> StreamSocket {
        let operation = "connect to \(address)"
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, type, 0)
        guard number >= 0 else { throw SystemError(operation) }
        let descriptor = FileDescriptor(number)
        var one: Int32 = 1
        if address.family != AF_UNIX {
            setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        }
        let result = address.withPointer { Glibc.connect(number, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else { throw SystemError(operation) }
        return StreamSocket(descriptor)
    }

    /// The descriptor's number, for registration with a loop; -1 once closed.
    public var number: Int32 { descriptor.number }

    /// The error of a failed connection attempt; 0 for success.
    public var pendingError: Int32 {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor.number, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return errno }
        return code
    }

    /// The number of bytes written that the peer has not acknowledged.
    public var unacknowledged: Int {
        var count: Int32 = 0
        guard ioctl(descriptor.number, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        return Int(count)
    }

    /// The peer's address; nil if the socket is not connected.
    public var peer: SocketAddress? {
        SocketAddress(filledBy: { getpeername(descriptor.number, $0, $1) })
    }

    /// The local address; nil if it can't be read.
    public var local: SocketAddress? {
        SocketAddress(filledBy: { getsockname(descriptor.number, $0, $1) })
    }

    /// Reads into `buffer` from `offset` to its end. With TLS, reads at most one record.
    @inline(__always)
    public func receive(into buffer: inout [UInt8], at offset: Int) -> Received {
        if let tls { return tls.receive(into: &buffer, at: offset) }
        return receivePlain(into: &buffer, at: offset)
    }

    /// Whether a read of `count` bytes, for which there was `room`, may have left bytes to read.
    @inline(__always)
    package func mayHaveMore(after count: Int, room: Int) -> Bool {
        if let tls { return tls.mayHaveMore }
        return count == room
    }

    /// Returns the first byte to read, without taking it.
    package func peek() -> Peeked {
        var byte: UInt8 = 0
        let result = uninterrupted { recv(descriptor.number, &byte, 1, Int32(MSG_PEEK)) }
        if result > 0 { return .byte(byte) }
        return result < 0 && errno == EAGAIN ? .wouldBlock : .ended
    }

    /// The result of `peek`.
    package enum Peeked {
        case byte(UInt8)
        case wouldBlock
        case ended
    }

    private func receivePlain(into buffer: inout [UInt8], at offset: Int) -> Received {
        let result = buffer.withUnsafeMutableBytes { bytes in
            uninterrupted {
                recv(descriptor.number, bytes.baseAddress.map { $0 + offset }, bytes.count - offset, 0)
            }
        }
        if result > 0 { return .bytes(result) }
        if result == 0 { return .endOfStream }
        return errno == EAGAIN ? .wouldBlock : .failed(errno)
    }

    /// Writes as many of the bytes from `offset` on as the kernel accepts.
    public func send(_ buffer: [UInt8], from offset: Int) -> Sent {
        Self.send(buffer, from: offset, to: descriptor.number)
    }

    @inline(__always)
    static func send(_ buffer: [UInt8], from offset: Int, to number: Int32) -> Sent {
        let result = buffer.withUnsafeBytes { bytes in
            uninterrupted {
                Glibc.send(
                    number, bytes.baseAddress.map { $0 + offset }, bytes.count - offset, Int32(MSG_NOSIGNAL))
            }
        }
        if result >= 0 { return .bytes(result) }
        return errno == EAGAIN ? .wouldBlock : .failed(errno)
    }

    /// Shuts down the sending direction. The peer reads the end of the stream after the last byte.
    public func shutdownSending() {
        shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Closes the socket. Call it on the loop's thread, after `EventLoop.unregister`.
    public func close() {
        tls = nil
        descriptor.close()
    }
}

/// Returns the result of a system call, which is repeated while a signal interrupts it.
@inline(__always)
func uninterrupted(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
