import CLinux
import Glibc

/// Receives the connections that a listener accepts.
public protocol ConnectionAcceptor: AnyObject {
    /// Called on the loop's thread.
    func accepted(_ socket: StreamSocket)
    /// Called on the loop's thread when accepting had to pause, as for want of descriptors. The connections wait in the
    /// kernel's queue.
    func acceptPaused(_ error: SystemError)
    /// Called on the loop's thread when accepting has gone on for a second without another pause.
    func acceptResumed()
}

/// A listening socket of one loop. Each loop has its own on the same address (`SO_REUSEPORT`), and the
/// kernel deals the connections out among them.
public final class Listener: ReadinessHandler, TimerTarget {
    private enum Phase {
        case accepting
        case paused
        /// Accepting, but the pause may not be over.
        case resumed
    }

    private let descriptor: FileDescriptor
    private unowned let loop: EventLoop
    private let reserve: DescriptorReserve?
    private var phase = Phase.accepting
    /// Until `end`.
    private var acceptor: (any ConnectionAcceptor)?
    /// Where it listens, with the port that was chosen for port 0.
    public let address: SocketAddress
    private lazy var timer = LoopTimer(target: self)

    private static let pauseTime: UInt64 = 100_000_000
    /// After so long without another pause, accepting has resumed.
    private static let calmTime: UInt64 = 1_000_000_000

    /// Binds and listens. Connections queue up in the kernel until `begin`.
    ///
    /// - Parameter reserve: the descriptors that accepting leaves to others; where nil it takes all.
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
        // Accepted sockets inherit these. Without the first a response's second write would wait for the first's
        // acknowledgement; without the second the kernel takes megabytes for a client that does not read them.
        Self.set(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        Self.set(number, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, Self.unsentLimit)
        guard address.withPointer({ bind(number, $0, $1) }) == 0 else { throw SystemError(operation) }
        guard listen(number, backlog) == 0 else { throw SystemError(operation) }
        self.reserve = reserve
        self.address = SocketAddress(filledBy: { getsockname(number, $0, $1) }) ?? address
        self.loop = loop
    }

    /// So many bytes that have not left yet are kept for each connection.
    private static let unsentLimit: Int32 = 128 * 1024

    /// Looks whether anybody listens on an address already, which sharing the port would hide.
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

    /// Prefers this listener for handshakes that a processor receives to others on the address that have no processor or
    /// another one (`SO_INCOMING_CPU`, since Linux 6.2). Nil, as at first, prefers it for none.
    public func prefer(processor: Int?) {
        Self.set(descriptor.number, SOL_SOCKET, SO_INCOMING_CPU, Int32(clamping: processor ?? -1))
    }

    /// Accepts what has queued up, then stops for good, on the loop's thread. Handshakes that are under way by then
    /// the kernel resets, unless `net.ipv4.tcp_migrate_req` lets it pass them on to another listener.
    public func end() {
        guard descriptor.number >= 0 else { return }
        loop.unregister(descriptor.number)
        acceptWaiting()
        descriptor.close()
        acceptor = nil
    }

    /// Accepts connections that wait.
    public func ready(_ readiness: Readiness) {
        acceptWaiting(atMost: 64)
    }

    /// A turn takes a bounded number, so that a flood of connections can't starve those being served.
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

    /// Out of descriptors or memory: the connections wait in the kernel's queue.
    private func suspendAccepting(_ error: SystemError) {
        loop.unregister(descriptor.number)
        timer.set(loop.now + Self.pauseTime, on: loop)
        if phase == .accepting { acceptor?.acceptPaused(error) }
        phase = .paused
    }

    /// Goes on accepting after a pause.
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
