import CLinux
import Glibc
import Synchronization

/// A POSIX thread that runs one closure. It is joined, or detached when this object is released.
final class SystemThread: Sendable {
    /// The thread's handle; nil once it is joined.
    private let handle: Mutex<pthread_t?>

    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts the thread.
    init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        handle = Mutex(try Self.create(nil, body))
    }

    /// Starts a thread that is not joined. It is detached from the start, because detaching a thread while it ends is a
    /// use after free in glibc (bug 19951).
    static func startDetached(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        _ = try create(&attributes, body)
    }

    private static func create(
        _ attributes: UnsafePointer<pthread_attr_t>?, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> pthread_t {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, attributes,
            { argument in
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemError("pthread_create", code: code)
        }
        return thread
    }

    /// Waits until the thread, including the destructors of its thread-local values, has ended. Blocks; returns
    /// immediately on the thread itself.
    func join() {
        handle.withLock { handle in
            guard let thread = handle, pthread_equal(thread, pthread_self()) == 0 else { return }
            pthread_join(thread, nil)
            handle = nil
        }
    }

    deinit {
        handle.withLock { handle in
            if let thread = handle { pthread_detach(thread) }
        }
    }
}
