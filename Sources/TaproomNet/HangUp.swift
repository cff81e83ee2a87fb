import CLinux
import Glibc
import Synchronization

/// Counts the SIGHUP signals of the process, which ask a server to read its files again.
package enum HangUp {
    private static let received = Atomic<Int>(0)

    /// The number of signals since `prepare`.
    package static var count: Int { received.load(ordering: .relaxed) }

    /// Installs a handler, so that the signal does not end the process.
    package static func prepare() {
        // A signal handler must not initialize anything.
        _ = count
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            _ = HangUp.received.add(1, ordering: .relaxed)
        }
        action.sa_flags = SA_RESTART
        sigaction(SIGHUP, &action, nil)
    }
}
