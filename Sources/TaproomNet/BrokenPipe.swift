import Glibc

/// The signal SIGPIPE, which by default ends a process that writes to a closed connection.
public enum BrokenPipe {
    /// Makes such a write fail with EPIPE instead. sendfile(2) and write(2) have no flag for that. A program that
    /// handles the signal keeps its handler.
    public static func ignoreSignal() {
        var action = sigaction()
        sigaction(SIGPIPE, nil, &action)
        if action.__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }
    }

    /// Blocks the signal on the calling thread only. The kernel sends it to the thread that writes.
    static func blockSignalOnThisThread() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
