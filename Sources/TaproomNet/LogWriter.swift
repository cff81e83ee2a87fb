import CLinux
import Glibc

/// Writes lines to a descriptor on a thread of its own, so that a slow reader never blocks a caller.
///
/// The queue is bounded. A line that does not fit is dropped and counted, and the next line that is written says how
/// many were dropped. Lines that can't be written, for example because the disk is full or the pipe is closed, are
/// dropped too.
package final class LogWriter: @unchecked Sendable {
    /// The format of the line that counts dropped lines.
    package enum Format: Sendable {
        case text
        case json
    }

    /// The process's standard output.
    package static let standardOutput = LogWriter(descriptor: STDOUT_FILENO, threadName: "taproom-stdout")
    /// The process's standard error.
    package static let standardError = LogWriter(descriptor: STDERR_FILENO, threadName: "taproom-stderr")

    /// The most bytes that are queued or being written.
    package static let defaultLimit = 1024 * 1024
    /// The longest time that the process waits at exit for queued lines.
    private static let exitTimeout = Duration.seconds(1)
    /// The capacity in bytes beyond which a buffer is freed after use.
    private static let largestSpare = 64 * 1024

    private let descriptor: Int32
    private let threadName: String
    private let limit: Int
    private let monitor = Monitor()

    // Guarded by the monitor.
    private var waiting: [UInt8] = []
    /// The number of bytes that the thread has taken from the queue and not written yet.
    private var writing = 0
    /// The number of lines dropped because the queue was full, since the thread last took from it.
    private var dropped = 0
    private var format = Format.text
    /// How many times the thread has taken the queued lines, and how many times it has finished writing them.
    private var taken: UInt64 = 0
    private var done: UInt64 = 0
    private var thread: SystemThread?
    private var isIdle = false
    private var isClosed = false

    /// - Parameters:
    ///   - descriptor: a descriptor that must stay open until `close` has returned. The writer does not close it.
    ///   - threadName: the thread's name, at most 15 bytes.
    ///   - limit: the most bytes that are queued or being written.
    package init(descriptor: Int32, threadName: String = "taproom-log", limit: Int = LogWriter.defaultLimit) {
        self.descriptor = descriptor
        self.threadName = threadName
        self.limit = limit
        StandardStreams.ensureOpen()
        _ = Self.flushesAtExit
    }

    /// Queues whole lines. Never waits for the reader.
    package func write(_ lines: [UInt8], format: Format = .text) {
        monitor.lock()
        defer { monitor.unlock() }
        guard !isClosed, !lines.isEmpty else { return }
        self.format = format
        // Lines after a dropped line are dropped, too, so that the count appears in the right place.
        if start(), dropped == 0, waiting.count + writing + lines.count <= limit {
            waiting.append(contentsOf: lines)
        } else {
            dropped += Self.lineCount(lines[...])
        }
        if isIdle {
            isIdle = false
            monitor.wakeWriter()
        }
    }

    /// Queues one line. The newline is added.
    package func write(line: String, format: Format = .text) {
        write(Array((line + "\n").utf8), format: format)
    }

    /// Waits until all lines queued so far have been written or dropped.
    ///
    /// - Returns: false if that took longer than `timeout`.
    @discardableResult
    package func flush(within timeout: Duration) -> Bool {
        flush(until: Clock.monotonic() &+ timeout.nanoseconds)
    }

    private func flush(until deadline: UInt64) -> Bool {
        monitor.lock()
        defer { monitor.unlock() }
        let goal = hasWork ? taken + 1 : taken
        while done < goal {
            guard monitor.waitForProgress(until: deadline) else { return done >= goal }
        }
        return true
    }

    /// Accepts no more lines, and ends the thread once the queue is empty.
    package func close() {
        monitor.lock()
        isClosed = true
        monitor.wakeWriter()
        let thread = thread
        monitor.unlock()
        thread?.join()
    }

    /// Makes a process that ends by exit(3) wait until its last lines are written.
    private static let flushesAtExit: Void = {
        atexit {
            let deadline = Clock.monotonic() &+ exitTimeout.nanoseconds
            _ = standardOutput.flush(until: deadline)
            _ = standardError.flush(until: deadline)
        }
    }()

    // MARK: The thread

    /// Whether there are lines to write, or dropped lines to report. Call it under the lock.
    private var hasWork: Bool { !waiting.isEmpty || dropped > 0 }

    /// Starts the thread if necessary, and returns whether it runs. Call it under the lock.
    private func start() -> Bool {
        if thread == nil { thread = try? SystemThread { [self] in run() } }
        return thread != nil
    }

    private func run() {
        taproom_set_thread_name(threadName)
        BrokenPipe.blockSignalOnThisThread()
        var lines: [UInt8] = []
        // The number of lines that could not be written and have not been reported yet.
        var unwritten = 0
        while let (lost, format) = take(&lines) {
            if unwritten > 0, write(Self.note(unwritten, format)[...]).isEmpty { unwritten = 0 }
            unwritten += Self.lineCount(write(lines[...]))
            if lost > 0, !write(Self.note(lost, format)[...]).isEmpty { unwritten += lost }
        }
    }

    /// Marks the lines taken before as written, and takes the queued ones.
    ///
    /// - Returns: the number of lines that were dropped after the ones taken; nil once the writer is closed.
    private func take(_ lines: inout [UInt8]) -> (lost: Int, format: Format)? {
        monitor.lock()
        defer { monitor.unlock() }
        done = taken
        writing = 0
        monitor.tellProgress()
        lines.removeAll(keepingCapacity: lines.capacity <= Self.largestSpare)
        while !hasWork {
            if isClosed { return nil }
            isIdle = true
            monitor.waitForWork()
        }
        isIdle = false
        swap(&lines, &waiting)
        writing = lines.count
        taken += 1
        defer { dropped = 0 }
        return (dropped, format)
    }

    /// Writes the bytes. Waits for a non-blocking descriptor to become writable.
    ///
    /// - Returns: the bytes that could not be written.
    private func write(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                var descriptors = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&descriptors, 1, -1)
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        return rest
    }

    // MARK: Lines

    private static func lineCount(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count { $0 == 0x0a }
    }

    /// Returns the line that reports dropped lines.
    private static func note(_ count: Int, _ format: Format) -> [UInt8] {
        switch format {
        case .text: Array("\(count) lines of this log were dropped, as they could not be written in time\n".utf8)
        case .json: Array(#"{"level":"warning","message":"log lines dropped","lines":\#(count)}"#.utf8) + [0x0a]
        }
    }
}

/// A lock with two condition variables. One signals that there is work for the thread, the other that the thread has
/// made progress.
private final class Monitor {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let work = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let progress = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        mutex.initialize(to: pthread_mutex_t())
        work.initialize(to: pthread_cond_t())
        progress.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(work, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(progress, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(progress)
        pthread_cond_destroy(work)
        pthread_mutex_destroy(mutex)
        progress.deallocate()
        work.deallocate()
        mutex.deallocate()
    }

    func lock() { pthread_mutex_lock(mutex) }
    func unlock() { pthread_mutex_unlock(mutex) }

    func wakeWriter() { pthread_cond_signal(work) }
    func waitForWork() { pthread_cond_wait(work, mutex) }

    func tellProgress() { pthread_cond_broadcast(progress) }

    /// Waits for progress of the thread.
    ///
    /// - Parameter deadline: monotonic nanoseconds.
    /// - Returns: false once the deadline has passed.
    func waitForProgress(until deadline: UInt64) -> Bool {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        return pthread_cond_timedwait(progress, mutex, &time) == 0
    }
}
