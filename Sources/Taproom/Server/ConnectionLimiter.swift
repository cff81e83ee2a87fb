import Synchronization
import TaproomNet

/// Counts the connections of all loops, and of each address. Asked once for a connection, never for a request.
final class ConnectionLimiter: Sendable {
    private struct Counts {
        var total = 0
        var byHost: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let trusted: TrustedProxies
    private let counts = Mutex(Counts())

    init(_ settings: ApplicationSettings) {
        limit = settings.connectionLimit
        limitPerAddress = settings.connectionLimitPerAddress
        trusted = settings.trustedProxies
    }

    /// Counts a connection in, unless there are too many.
    func admit(_ info: ConnectionInfo) -> Bool {
        let host = info.peerHost
        let isTrusted = trusted.contains(info.peer)
        return counts.withLock { counts in
            guard counts.total < limit else { return false }
            let count = counts.byHost[host, default: 0]
            guard isTrusted || count < limitPerAddress else { return false }
            counts.total += 1
            counts.byHost[host] = count + 1
            return true
        }
    }

    /// Counts an admitted connection out.
    func leave(_ info: ConnectionInfo) {
        let host = info.peerHost
        counts.withLock { counts in
            counts.total -= 1
            let count = counts.byHost[host, default: 1] - 1
            counts.byHost[host] = count > 0 ? count : nil
        }
    }
}
