import CLinux
import Glibc
import Synchronization

/// A TCP connection to 127.0.0.1 with blocking calls, plain or over TLS. It is for tests that run on a thread of their
/// own.
package final class BlockingConnection: Sendable {
    private let descriptor: FileDescriptor
    /// The peer's port.
    package let port: Int
    private let timeout: Int
    /// The TLS session; nil without TLS. A thread that sends and one that receives take turns to use it.
    private let tls: BlockingTLS?

    /// - Parameters:
    ///   - timeout: seconds after which a read or write without progress fails.
    ///   - receiveBuffer: the size in bytes of the kernel's receive buffer, which the kernel may round up; nil for the
    ///     system's default.
    ///   - tls: the settings of TLS; nil for a plain connection.
    package init(port: Int, timeout: Int = 150, receiveBuffer: Int? = nil, tls: ClientTLS? = nil) throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SystemError("socket") }
        descriptor = FileDescriptor(number)
        self.port = port
        self.timeout = timeout
        var limit = timeval(tv_sec: timeout, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        if let receiveBuffer {
            var size = Int32(clamping: receiveBuffer)
            setsockopt(number, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var one: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        guard let port = UInt16(exactly: port),
            let address = try SocketAddress.resolve(host: "127.0.0.1", port: port).first
        else { throw AddressError(host: "127.0.0.1", reason: "\(port) is no port") }
        guard address.withPointer({ connect(number, $0, $1) }) == 0 else { throw SystemError("connect to \(address)") }
        if let tls {
            let socket = StreamSocket(descriptor)
            self.tls = BlockingTLS(try tls.context.makeSession(over: socket, name: tls.name, resuming: tls.ticket))
        } else {
            self.tls = nil
        }
        try self.tls?.complete(over: self)
    }

    /// The settings of TLS.
    package struct ClientTLS: Sendable {
        let context: TLSClientContext
        let name: String
        let ticket: TLSTicket?

        /// - Parameters:
        ///   - name: the host name to request.
        ///   - ticket: resumes an earlier session; nil for a full handshake.
        package init(_ context: TLSClientContext, name: String = "localhost", ticket: TLSTicket? = nil) {
            self.context = context
            self.name = name
            self.ticket = ticket
        }
    }

    /// The version, resumption and ticket of the TLS session; nil for a plain connection.
    package var session: (version: String, isResumed: Bool, ticket: TLSTicket?)? { tls?.description }

    /// Ends the TLS session, but not the connection.
    package func endSession() throws {
        if let tls { try sendPlain(tls.end()) }
    }

    /// Writes all bytes. A closed peer is not an error, because its response may still be readable.
    package func send(_ bytes: [UInt8]) throws {
        guard let tls else { return try sendPlain(bytes) }
        try sendPlain(try tls.seal(bytes))
    }

    /// Writes several TLS records at once, so that they arrive together.
    package func send(records: [[UInt8]]) throws {
        guard let tls else { return try sendPlain(records.flatMap { $0 }) }
        try sendPlain(try records.flatMap { try tls.seal($0) })
    }

    fileprivate func sendPlain(_ bytes: [UInt8]) throws {
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

    /// Waits until there is something to read.
    fileprivate func waitForInput() throws {
        guard isReadable(within: timeout * 1000) else { throw SystemError("receive", code: EAGAIN) }
    }

    /// Shuts down the sending direction.
    package func finishSending() {
        _ = Glibc.shutdown(descriptor.number, Int32(SHUT_WR))
    }

    /// Waits for the first byte, and reads the bytes that have arrived. Returns an empty array at the end of the
    /// stream.
    package func receive(atMost count: Int = 64 * 1024) throws -> [UInt8] {
        if let tls { return try tls.receive(atMost: count, over: self) }
        var buffer = [UInt8](repeating: 0, count: count)
        // Calls with a time-out are interrupted when a suspended machine resumes.
        let result = uninterrupted { recv(descriptor.number, &buffer, count, 0) }
        guard result >= 0 else { throw SystemError("receive") }
        return Array(buffer.prefix(result))
    }

    /// Whether there are bytes or the end of the stream to read within a number of milliseconds.
    package func isReadable(within milliseconds: Int) -> Bool {
        if tls?.mayHaveMore ?? false { return true }
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

/// The TLS of a blocking connection.
private final class BlockingTLS: Sendable {
    private struct State: ~Copyable, @unchecked Sendable {
        let session: TLSSession
    }

    private let state: Mutex<State>

    init(_ session: sending TLSSession) {
        state = Mutex(State(session: session))
    }

    var description: (version: String, isResumed: Bool, ticket: TLSTicket?) {
        state.withLock { ($0.session.version, $0.session.isResumed, $0.session.ticket) }
    }

    func end() -> [UInt8] {
        state.withLock { state in
            state.session.end()
            return state.session.takeSealed()
        }
    }

    var mayHaveMore: Bool { state.withLock { $0.session.isEstablished && $0.session.hasDecrypted } }

    func complete(over connection: BlockingConnection) throws {
        while true {
            let (step, output) = state.withLock { ($0.session.handshake(), $0.session.takeSealed()) }
            try connection.sendPlain(output)
            switch step {
            case .done: return
            case .needsInput: try connection.waitForInput()
            case .failed(let reason): throw TLSError("the handshake failed: \(reason)")
            }
        }
    }

    func seal(_ bytes: [UInt8]) throws -> [UInt8] {
        try state.withLock { state in
            guard bytes.withUnsafeBytes({ state.session.seal($0) }) else { throw TLSError("the session has failed") }
            return state.session.takeSealed()
        }
    }

    func receive(atMost count: Int, over connection: BlockingConnection) throws -> [UInt8] {
        while true {
            var buffer = [UInt8](repeating: 0, count: count)
            let (received, output) = state.withLock { state in
                (state.session.receive(into: &buffer, at: 0), state.session.takeSealed())
            }
            try connection.sendPlain(output)
            switch received {
            case .bytes(let count): return Array(buffer.prefix(count))
            case .wouldBlock: try connection.waitForInput()
            case .endOfStream: return []
            case .failed(let code): throw SystemError("receive", code: code)
            }
        }
    }
}
