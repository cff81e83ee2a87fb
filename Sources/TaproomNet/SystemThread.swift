import CLinux
import Glibc
import Synchronization

/// A POSIX thread that runs one closure. If it is not joined, it runs detached.
final class SystemThread: Sendable {
    /// nil once joined.
    private let handle: Mutex<pthread_t?>

    private final class Start {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts the thread.
    init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemError("pthread_create", code: code)
        }
        handle = Mutex(thread)
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
