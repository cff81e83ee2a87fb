import CLinux
import Glibc

/// Writes lines to a descriptor on a thread of its own, so that a reader that stalls holds up no caller.
///
/// The queue is bounded: lines that find it full are dropped and counted, and once the reader goes on, one line says how
/// many they were. Lines that can't be written, as on a full disk or to a pipe whose reader has gone, are dropped likewise.
package final class LogWriter: @unchecked Sendable {
    /// How a line of the writer's own looks among the others.
    package enum Format: Sendable {
        case text
        case json
    }

    /// The process's standard output.
    package static let standardOutput = LogWriter(descriptor: STDOUT_FILENO, threadName: "taproom-stdout")
    /// The process's standard error.
    package static let standardError = LogWriter(descriptor: STDERR_FILENO, threadName: "taproom-stderr")

    /// Bytes that wait or are being written, at most.
    package static let defaultLimit = 1024 * 1024
    /// How long the end of the process waits for lines that are still to be written.
    private static let exitPatience = Duration.seconds(1)
    /// A buffer that grew larger is not kept.
    private static let largestSpare = 64 * 1024

    private let descriptor: Int32
    private let threadName: String
    private let limit: Int
    private let monitor = Monitor()

    // Guarded by the monitor.
    private var waiting: [UInt8] = []
    /// Bytes that the thread has taken and not finished.
    private var writing = 0
    /// Lines that found the queue full since the thread last took from it.
    private var dropped = 0
    private var format = Format.text
    /// How often the thread has taken what waited, and how often it was done with that.
    private var taken: UInt64 = 0
    private var done: UInt64 = 0
    private var thread: SystemThread?
    private var isIdle = false
    private var isClosed = false

    /// - Parameters:
    ///   - descriptor: stays the caller's, and must stay open until `close` has returned.
    ///   - threadName: at most 15 bytes.
    ///   - limit: bytes that may wait or be being written.
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
        // What comes after a dropped line is dropped too, so that the note about it stands in its place.
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

    /// Queues one line, which needs no newline at its end.
    package func write(line: String, format: Format = .text) {
        write(Array((line + "\n").utf8), format: format)
    }

    /// Waits until all that was queued before has been written or dropped.
    ///
    /// - Returns: false where that took longer than `timeout`.
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

    /// Takes no more lines, and ends the thread when those in the queue have been written.
    package func close() {
        monitor.lock()
        isClosed = true
        monitor.wakeWriter()
        let thread = thread
        monitor.unlock()
        thread?.join()
    }

    /// Whatever way a process ends by exit(3), its last lines are not lost, unless nobody reads them.
    private static let flushesAtExit: Void = {
        atexit {
            let deadline = Clock.monotonic() &+ exitPatience.nanoseconds
            _ = standardOutput.flush(until: deadline)
            _ = standardError.flush(until: deadline)
        }
    }()

    // MARK: The thread

    /// Whether there is something for the thread to take; called under the lock.
    private var hasWork: Bool { !waiting.isEmpty || dropped > 0 }

    /// Whether the thread runs; called under the lock.
    private func start() -> Bool {
        if thread == nil { thread = try? SystemThread { [self] in run() } }
        return thread != nil
    }

    private func run() {
        taproom_set_thread_name(threadName)
        BrokenPipe.blockSignalOnThisThread()
        var lines: [UInt8] = []
        // Lines that could not be written, and that no line has told of yet.
        var unwritten = 0
        while let (lost, format) = take(&lines) {
            if unwritten > 0, write(Self.note(unwritten, format)[...]).isEmpty { unwritten = 0 }
            unwritten += Self.lineCount(write(lines[...]))
            if lost > 0, !write(Self.note(lost, format)[...]).isEmpty { unwritten += lost }
        }
    }

    /// Gives back what was written and takes what waits.
    ///
    /// - Returns: how many lines were dropped behind those that are taken; nil at the end.
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

    /// Writes as much as can be written, waiting where the descriptor does not block.
    ///
    /// - Returns: what could not be written.
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

    /// The line that tells of dropped ones.
    private static func note(_ count: Int, _ format: Format) -> [UInt8] {
        switch format {
        case .text: Array("\(count) lines of this log were dropped, as they could not be written in time\n".utf8)
        case .json: Array(#"{"level":"warning","message":"log lines dropped","lines":\#(count)}"#.utf8) + [0x0a]
        }
    }
}

/// A lock with two conditions: that there is work for the thread, and that the thread has made progress.
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

    /// - Returns: false when the deadline, of the monotonic clock, has passed.
    func waitForProgress(until deadline: UInt64) -> Bool {
        var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        return pthread_cond_timedwait(progress, mutex, &time) == 0
    }
}
