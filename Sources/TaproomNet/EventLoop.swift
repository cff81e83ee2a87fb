import CLinux
import Glibc
import Synchronization

/// The handler of a registered descriptor.
public protocol ReadinessHandler: AnyObject {
    /// Called on the loop's thread when the descriptor is ready.
    func ready(_ readiness: Readiness)
}

/// A thread that waits on epoll and runs the tasks that serve its connections.
///
/// A turn handles events and runs the jobs that they resume. Then it calls the handlers for the end of the turn, which
/// send responses and Redis commands. All of it happens on one thread, so values that belong to a loop need no lock.
public final class EventLoop: @unchecked Sendable {
    private var poller: Poller
    @usableFromInline let executor: LoopExecutor
    #if !PLAIN_EXECUTOR
        @usableFromInline let actor: LoopActor
    #endif
    private var handlers: [(any ReadinessHandler)?] = []
    /// Counts the registrations of each descriptor number, so that a late event of an earlier registration is ignored.
    private var generations: [UInt32] = []
    /// Descriptors whose events are handled first.
    private var firsts: Set<Int32> = []
    private var timers = TimerQueue()
    private var endOfTurn: [any EndOfTurnHandler] = []
    private var nextTurn: [any NextTurnHandler] = []
    /// The handlers being called. Swapped with the two arrays above, so that all keep their capacity.
    private var ending: [any EndOfTurnHandler] = []
    private var beginning: [any NextTurnHandler] = []
    /// The values of `local`, by the numbers of their keys.
    private var locals: [AnyObject?] = []
    /// Whether the next turn with several events gathers more.
    private var gathersEvents = false
    private var gatheringBudget = GatheringBudget()
    private var isRunning = true
    private var last: AnyObject?
    private let name: String
    private let thread = Mutex<SystemThread?>(nil)

    /// Monotonic nanoseconds at the start of this turn.
    public private(set) var now = Clock.monotonic()
    /// Milliseconds since 1970 at the start of this turn.
    public private(set) var wallMilliseconds = Clock.wallMilliseconds()

    /// - Parameter name: the thread's name; at most 15 bytes.
    public init(name: String) throws(SystemError) {
        StandardStreams.ensureOpen()
        CryptoLibrary.prepare()
        self.name = name
        poller = try Poller()
        executor = try LoopExecutor()
        #if !PLAIN_EXECUTOR
            actor = LoopActor(executor: executor)
        #endif
        try poller.add(executor.wakeUp.number, token: .max, interest: .readable, edge: true)
    }

    /// Starts the loop's thread.
    public func start() throws(SystemError) {
        let thread = try SystemThread { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    // MARK: From any thread

    /// Whether the calling thread is the loop's own.
    @inlinable @inline(__always)
    public var isCurrent: Bool { executor.isCurrent }

    /// The loop of the calling thread; nil on any other thread.
    public static var current: EventLoop? {
        guard let pointer = pthread_getspecific(threadKey) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Milliseconds since 1970: at the start of the turn on a loop's thread, otherwise now.
    public static var currentWallMilliseconds: Int {
        guard let pointer = pthread_getspecific(threadKey) else { return Clock.wallMilliseconds() }
        return Unmanaged<EventLoop>.fromOpaque(pointer)._withUnsafeGuaranteedRef { $0.wallMilliseconds }
    }

    private static let threadKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// Runs `call` on the loop's thread. May be called on any thread.
    public func execute(_ call: @escaping @Sendable () -> Void) {
        executor.execute(call)
    }

    // MARK: On the loop's thread

    /// Watches a descriptor until `unregister`. The loop retains the handler meanwhile.
    ///
    /// - Parameter comesFirst: whether its events are handled before all others of the turn.
    public func register(
        _ descriptor: Int32, interest: Readiness, edge: Bool = true, comesFirst: Bool = false,
        handler: any ReadinessHandler
    ) throws(SystemError) {
        let index = Int(descriptor)
        while handlers.count <= index {
            handlers.append(nil)
            generations.append(0)
        }
        generations[index] &+= 1
        let token = UInt64(generations[index]) << 32 | UInt64(UInt32(bitPattern: descriptor))
        try poller.add(descriptor, token: token, interest: interest, edge: edge)
        handlers[index] = handler
        if comesFirst { firsts.insert(descriptor) }
    }

    /// Stops watching a descriptor. Call it before the descriptor is closed.
    public func unregister(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard index >= 0, index < handlers.count, handlers[index] != nil else { return }
        handlers[index] = nil
        firsts.remove(descriptor)
        generations[index] &+= 1
        poller.remove(descriptor)
    }

    /// Returns the loop's value for a key, such as a connection, which is made on first use. Call it on the loop's
    /// thread.
    @inline(__always)
    public func local<Value: AnyObject>(
        for key: LoopLocalKey<Value>, _ make: (EventLoop) throws -> Value
    ) rethrows -> Value {
        if key.number < locals.count, let value = locals[key.number] {
            // The key's number is unique, so the value has the key's type.
            return unsafeDowncast(value, to: Value.self)
        }
        let value = try make(self)
        while locals.count <= key.number { locals.append(nil) }
        locals[key.number] = value
        return value
    }

    /// Returns the value of the calling thread's loop for a key; nil on any other thread.
    public static func currentLocal<Value: AnyObject>(
        for key: LoopLocalKey<Value>, _ make: (EventLoop) throws -> Value
    ) rethrows -> Value? {
        guard let pointer = pthread_getspecific(threadKey) else { return nil }
        return try Unmanaged<EventLoop>.fromOpaque(pointer)._withUnsafeGuaranteedRef { try $0.local(for: key, make) }
    }

    func schedule(_ timer: LoopTimer) {
        timers.insert(timer)
    }

    /// Calls the handler once, after the jobs of this turn.
    public func atEndOfTurn(_ handler: any EndOfTurnHandler) {
        endOfTurn.append(handler)
    }

    /// Yields the processor once before the next turn that begins with several events, and adds the events that have
    /// occurred meanwhile.
    ///
    /// Use it where an event costs less the more of them a turn handles. Redis, for example, takes little more time for
    /// many commands than for one, if they arrive together. It has an effect where clients or servers on this machine
    /// wait for the processor.
    package func gatherEvents() {
        gathersEvents = true
    }

    /// Calls the handler once in the next turn, after its events.
    public func atNextTurn(_ handler: any NextTurnHandler) {
        nextTurn.append(handler)
    }

    /// Ends the thread after the current turn. Jobs added later are not run. `join` waits for the end.
    ///
    /// - Parameter last: an object to retain until then, such as the owner of timers that the last turn may check.
    public func stop(keeping last: (any AnyObject & Sendable)? = nil) {
        execute { [self] in
            isRunning = false
            self.last = last
        }
    }

    /// Waits until the stopped thread has ended, including the destructors of its thread-local values, so that they
    /// don't race with the exit of the process. Blocks; does nothing on the loop's own thread.
    package func join() {
        thread.withLock { $0 }?.join()
    }

    // MARK: The turn

    private func run() {
        executor.adoptThread()
        taproom_set_thread_name(name)
        pthread_setspecific(Self.threadKey, Unmanaged.passUnretained(self).toOpaque())
        while isRunning {
            let count = waitForEvents()
            wallMilliseconds = Clock.wallMilliseconds()
            // Those that the last turn has left. Perhaps no event will ever come.
            executor.runJobs()
            if !firsts.isEmpty { deliverFirsts(count) }
            for index in 0..<count {
                let (token, readiness) = poller.event(index)
                if token == .max {
                    executor.takeInbox()
                } else {
                    deliver(token, readiness)
                }
                executor.runJobs()
            }
            if !nextTurn.isEmpty { beginTurn() }
            while let timer = timers.popExpired(now: now) {
                timer.target.timerFired(timer)
                executor.runJobs()
            }
            finishTurn()
        }
        handlers.removeAll()
        locals.removeAll()
        last = nil
        executor.giveUpThread()
        pthread_setspecific(Self.threadKey, nil)
    }

    /// Waits for the events of a turn, which begins with them, and returns their number.
    private func waitForEvents() -> Int {
        let count = poller.wait(timeout: timeout())
        now = Clock.monotonic()
        guard gathersEvents, count > 1, gatheringBudget.allows(at: now) else { return count }
        gathersEvents = false
        let start = now
        sched_yield()
        let all = poller.gather(after: count)
        now = Clock.monotonic()
        gatheringBudget.count(now &- start, events: all - count, at: now)
        return all
    }

    /// Handles the events of descriptors that come first. They are delivered again with the others, which has no effect,
    /// because nothing is left to read.
    private func deliverFirsts(_ count: Int) {
        for index in 0..<count {
            let (token, readiness) = poller.event(index)
            if token != .max, firsts.contains(Int32(truncatingIfNeeded: token)) { deliver(token, readiness) }
        }
    }

    private func deliver(_ token: UInt64, _ readiness: Readiness) {
        let index = Int(UInt32(truncatingIfNeeded: token))
        guard index < handlers.count, generations[index] == UInt32(truncatingIfNeeded: token >> 32) else { return }
        handlers[index]?.ready(readiness)
    }

    private func beginTurn() {
        swap(&nextTurn, &beginning)
        for index in beginning.indices {
            beginning[index].turnBegan()
            executor.runJobs()
        }
        beginning.removeAll(keepingCapacity: true)
    }

    /// Calls the handlers for the end of the turn. They may add jobs, and jobs may add handlers.
    private func finishTurn() {
        while !endOfTurn.isEmpty {
            swap(&endOfTurn, &ending)
            for index in ending.indices { ending[index].turnEnded() }
            ending.removeAll(keepingCapacity: true)
            executor.runJobs()
        }
    }

    private func timeout() -> Int32 {
        if !nextTurn.isEmpty || executor.hasJobs { return 0 }
        let next = timers.next
        guard next != .max else { return -1 }
        guard next > now else { return 0 }
        return Int32(clamping: (next - now + 999_999) / 1_000_000)
    }
}

/// A handler of the end of a turn, called after all jobs.
public protocol EndOfTurnHandler: AnyObject {
    func turnEnded()
}

/// A handler of the next turn, called after the events of other handlers.
public protocol NextTurnHandler: AnyObject {
    func turnBegan()
}
