import Glibc

/// The signal SIGPIPE, which ends a process that writes to a closed connection.
public enum BrokenPipe {
    /// Lets such a write fail, with EPIPE, and no more: sendfile(2) and write(2) have no flag for that. A program that
    /// handles the signal keeps its handler.
    public static func ignoreSignal() {
        var action = sigaction()
        sigaction(SIGPIPE, nil, &action)
        if action.__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }
    }

    /// The same for the calling thread alone, which the kernel sends the signal for its own writes.
    static func blockSignalOnThisThread() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
