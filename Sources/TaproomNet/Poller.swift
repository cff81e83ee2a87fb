import CLinux
import Glibc

/// The readiness of a descriptor.
public struct Readiness: OptionSet, Sendable {
    /// The bits of epoll(7).
    public let rawValue: UInt32
    /// - Parameter rawValue: the bits of epoll(7).
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
    /// Data, a connection to accept, or the end of the peer's stream.
    public static let readable = Readiness(rawValue: EPOLLIN.rawValue | EPOLLRDHUP.rawValue)
    /// Room for data, or a connection attempt that has ended.
    public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has shut down its sending direction: a read finds the end of the stream behind the buffered data.
    public static let peerEnded = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// An error or a hang-up. The next read or write returns which.
    public static let failed = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)

    /// Whether it contains any of `other`.
    @inline(__always)
    public func intersects(_ other: Readiness) -> Bool { rawValue & other.rawValue != 0 }
}

/// A wrapper of epoll(7).
struct Poller: ~Copyable {
    private let epoll: Int32
    private var events: [epoll_event]

    init(capacity: Int = 256) throws(SystemError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        events = Array(repeating: epoll_event(), count: capacity)
    }

    deinit {
        close(epoll)
    }

    /// Watches a descriptor. With `edge`, only changes are reported (EPOLLET).
    func add(_ descriptor: Int32, token: UInt64, interest: Readiness, edge: Bool) throws(SystemError) {
        var event = epoll_event()
        event.events = interest.rawValue | (edge ? EPOLLET.rawValue : 0)
        event.data.u64 = token
        guard epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else { throw SystemError("epoll_ctl") }
    }

    func remove(_ descriptor: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event)
    }

    /// Waits for events, and returns their number, which is 0 after an interruption by a signal.
    ///
    /// - Parameter timeout: milliseconds; -1 for no limit.
    mutating func wait(timeout: Int32) -> Int {
        max(0, Int(epoll_wait(epoll, &events, Int32(events.count), timeout)))
    }

    /// Adds the events that have occurred since `wait`, without waiting, and returns the number of all. A descriptor may
    /// appear a second time; one that reports not only changes does so as long as it is ready.
    ///
    /// - Parameter count: the number that `wait` has returned.
    mutating func gather(after count: Int) -> Int {
        guard count < events.count else { return count }
        // The kernel writes behind the first `count` events only.
        let more = events.withUnsafeMutableBufferPointer { [epoll] events in
            events.baseAddress.map { epoll_wait(epoll, $0 + count, Int32(events.count - count), 0) } ?? 0
        }
        return count + max(0, Int(more))
    }

    func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        (events[index].data.u64, Readiness(rawValue: events[index].events))
    }
}
