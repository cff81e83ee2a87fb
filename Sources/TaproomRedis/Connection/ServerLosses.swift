import Synchronization

/// Counts how often a client's connections to each server were lost, on all event loops. A server may have been
/// restarted meanwhile, and then knows nothing of what it returned before, such as the cursor of a scan.
final class ServerLosses: Sendable {
    private let counts = Mutex<[String: UInt32]>([:])
    /// Tells this client from those of other processes, whose counts say nothing about this one's.
    private let client = UInt64(UInt32.random(in: 1 ... .max)) << 32

    /// - Parameter server: the name of the connection's target.
    func note(_ server: String) {
        counts.withLock { $0[server, default: 0] &+= 1 }
    }

    /// Returns a number that changes whenever a connection to the server is lost.
    func mark(of server: String) -> UInt64 {
        client | UInt64(counts.withLock { $0[server] ?? 0 })
    }

    /// Whether a connection to the server was lost between two marks; false if they are those of two clients.
    static func wasLost(between earlier: UInt64, _ later: UInt64) -> Bool {
        earlier != later && earlier >> 32 == later >> 32
    }
}
