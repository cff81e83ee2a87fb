import CLinux
import Glibc
import Synchronization

/// Waits for SIGTERM or SIGINT. The second signal ends the process immediately.
public enum Shutdown {
    private static let received = Atomic<Int>(0)
    private static let descriptor = Atomic<Int32>(-1)

    /// Installs handlers for the signals. Call it before the process serves, so that a signal that arrives early still
    /// ends the server gracefully.
    public static func prepare() {
        guard descriptor.load(ordering: .sequentiallyConsistent) < 0 else { return }
        StandardStreams.ensureOpen()
        let number = eventfd(0, Int32(EFD_CLOEXEC))
        // It is created before the handlers are installed, because a signal handler must not initialize anything.
        descriptor.store(number, ordering: .sequentiallyConsistent)
        _ = received.load(ordering: .sequentiallyConsistent)
        for signal in [SIGTERM, SIGINT] { install(signal) }
    }

    /// Waits until the process receives a signal or the task is cancelled. Returns at once if a signal arrived before
    /// the call. Call it once.
    public static func signal() async {
        prepare()
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                BackgroundThread.run {
                    waitForSignal()
                    continuation.resume()
                }
            }
        } onCancel: {
            var one: UInt64 = 1
            _ = write(descriptor.load(ordering: .sequentiallyConsistent), &one, 8)
        }
        close(descriptor.exchange(-1, ordering: .sequentiallyConsistent))
    }

    private static func waitForSignal() {
        var value: UInt64 = 0
        while read(descriptor.load(ordering: .sequentiallyConsistent), &value, 8) < 0, errno == EINTR {}
    }

    private static func install(_ signal: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { signal in
            if Shutdown.received.add(1, ordering: .sequentiallyConsistent).oldValue > 0 { _exit(128 + signal) }
            var one: UInt64 = 1
            _ = write(Shutdown.descriptor.load(ordering: .sequentiallyConsistent), &one, 8)
        }
        action.sa_flags = SA_RESTART
        sigaction(signal, &action, nil)
    }
}
