import CLinux
import Glibc

/// Receives the connections that a listener accepts.
public protocol ConnectionAcceptor: AnyObject {
    /// Called on the loop's thread.
    func accepted(_ socket: StreamSocket)
    /// Called on the loop's thread when accepting pauses, for example because no descriptors are left. Connections wait
    /// in the kernel's queue.
    func acceptPaused(_ error: SystemError)
    /// Called on the loop's thread when accepting has continued for a second without another pause.
    func acceptResumed()
}

/// A listening socket of one loop. Each loop has its own on the same address (`SO_REUSEPORT`), and the kernel
/// distributes connections among them.
public final class Listener: ReadinessHandler, TimerTarget {
    private enum Phase {
        case accepting
        case paused
        /// Accepting again, but not yet for long enough to report it.
        case resumed
    }

    private let descriptor: FileDescriptor
    private unowned let loop: EventLoop
    private let reserve: DescriptorReserve?
    private var phase = Phase.accepting
    /// The acceptor; set from `begin` until `end`.
    private var acceptor: (any ConnectionAcceptor)?
    /// The address in use, with the port that the system chose for port 0.
    public let address: SocketAddress
    private lazy var timer = LoopTimer(target: self)

    private static let pauseTime: UInt64 = 100_000_000
    /// Nanoseconds without another pause after which accepting counts as resumed.
    private static let calmTime: UInt64 = 1_000_000_000

    /// Binds and listens. Connections queue up in the kernel until `begin`.
    ///
    /// - Parameter reserve: the descriptors not to use for connections; nil for none.
    /// - Throws: `SystemError` such as `listen on 127.0.0.1:3000: Address already in use`.
    package init(
        address: SocketAddress, loop: EventLoop, reserve: DescriptorReserve? = nil, backlog: Int32 = 4096
    ) throws(SystemError) {
        let operation = "listen on \(address)"
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, type, 0)
        guard number >= 0 else { throw SystemError(operation) }
        descriptor = FileDescriptor(number)
        Self.set(number, SOL_SOCKET, SO_REUSEADDR, 1)
        Self.set(number, SOL_SOCKET, SO_REUSEPORT, 1)
        if address.family == AF_INET6 { Self.set(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        // Accepted sockets inherit both options. Without TCP_NODELAY, the second write of a response would wait for the
        // acknowledgement of the first. Without TCP_NOTSENT_LOWAT, the kernel would buffer megabytes for a client that
        // does not read.
        Self.set(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        Self.set(number, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Self.unsentLimit)
        guard address.withPointer({ bind(number, $0, $1) }) == 0 else { throw SystemError(operation) }
        guard listen(number, backlog) == 0 else { throw SystemError(operation) }
        self.reserve = reserve
        self.address = SocketAddress(filledBy: { getsockname(number, $0, $1) }) ?? address
        self.loop = loop
    }

    /// The most unsent bytes that the kernel buffers for each connection.
    private static let unsentLimit: Int32 = 128 * 1024

    /// Checks that no other socket listens on an address, which `SO_REUSEPORT` would not report.
    ///
    /// - Throws: `SystemError` such as `listen on 127.0.0.1:3000: Address already in use`.
    public static func checkFree(_ address: SocketAddress) throws(SystemError) {
        guard address.port != 0 else { return }
        let number = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return }
        defer { close(number) }
        set(number, SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { set(number, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        guard address.withPointer({ bind(number, $0, $1) }) == 0 else { throw SystemError("listen on \(address)") }
    }

    /// Starts accepting, on the loop's thread.
    public func begin(acceptor: any ConnectionAcceptor) throws(SystemError) {
        self.acceptor = acceptor
        try loop.register(descriptor.number, interest: .readable, edge: false, handler: self)
    }

    /// Prefers this listener for handshakes that a processor receives, over other listeners on the address with another
    /// processor or none (`SO_INCOMING_CPU`, since Linux 6.2). nil, the default, means no processor.
    public func prefer(processor: Int?) {
        Self.set(descriptor.number, SOL_SOCKET, SO_INCOMING_CPU, Int32(clamping: processor ?? -1))
    }

    /// Accepts all queued connections, then closes the socket. Call it on the loop's thread. The kernel resets
    /// handshakes that have not completed, unless `net.ipv4.tcp_migrate_req` moves them to another listener.
    public func end() {
        guard descriptor.number >= 0 else { return }
        loop.unregister(descriptor.number)
        acceptWaiting()
        descriptor.close()
        acceptor = nil
    }

    /// Accepts queued connections.
    public func ready(_ readiness: Readiness) {
        acceptWaiting(atMost: 64)
    }

    /// Accepts a bounded number per turn, so that a flood of connections can't starve those being served.
    private func acceptWaiting(atMost limit: Int = .max) {
        var count = 0
        while count < limit {
            let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let number = accept4(descriptor.number, nil, nil, flags)
            if number >= 0 {
                count += 1
                acceptor?.accepted(StreamSocket(FileDescriptor(number)))
                if let reserve, reserve.isReached(by: number) {
                    return suspendAccepting(SystemError("accept", code: EMFILE))
                }
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO, EPERM: continue
            case EAGAIN: return
            case let code:
                suspendAccepting(SystemError("accept", code: code))
                return
            }
        }
    }

    /// Pauses because descriptors or memory are missing. Connections wait in the kernel's queue.
    private func suspendAccepting(_ error: SystemError) {
        loop.unregister(descriptor.number)
        timer.set(loop.now + Self.pauseTime, on: loop)
        if phase == .accepting { acceptor?.acceptPaused(error) }
        phase = .paused
    }

    /// Ends a pause, or reports that accepting has resumed.
    public func timerFired(_ timer: LoopTimer) {
        guard descriptor.number >= 0 else { return }
        if phase == .paused {
            resumeAccepting()
        } else {
            phase = .accepting
            acceptor?.acceptResumed()
        }
    }

    private func resumeAccepting() {
        guard reserve?.hasRoom(besides: descriptor.number) ?? true else {
            return timer.set(loop.now + Self.pauseTime, on: loop)
        }
        do {
            try loop.register(descriptor.number, interest: .readable, edge: false, handler: self)
            phase = .resumed
            timer.set(loop.now + Self.calmTime, on: loop)
        } catch {
            timer.set(loop.now + Self.pauseTime, on: loop)
        }
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
