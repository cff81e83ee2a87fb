import Synchronization
import TaproomNet

/// Decides whether a connection is served, and by which loop. It counts connections in total, by loop and by address.
final class ConnectionAdmission: Sendable {
    private struct Counts {
        var total = 0
        var byLoop: [Int]
        var byHost: [String: Int] = [:]
    }

    private let limit: Int
    private let limitPerAddress: Int
    private let trusted: TrustedProxies
    private let counts: Mutex<Counts>

    init(_ settings: ApplicationSettings, loops: Int) {
        limit = settings.connectionLimit
        limitPerAddress = settings.connectionLimitPerAddress
        trusted = settings.trustedProxies
        counts = Mutex(Counts(byLoop: Array(repeating: 0, count: loops)))
    }

    /// Admits a connection, unless a limit is reached.
    ///
    /// - Parameter loop: the index of the loop that accepted it.
    /// - Returns: the index of the loop that serves the connection; nil if a limit is reached.
    func admit(_ peer: SocketAddress?, acceptedBy loop: Int) -> Int? {
        let host = peer?.host ?? ""
        let isTrusted = trusted.contains(peer)
        return counts.withLock { counts in
            guard counts.total < limit else { return nil }
            let count = counts.byHost[host, default: 0]
            guard isTrusted || count < limitPerAddress else { return nil }
            counts.total += 1
            counts.byHost[host] = count + 1
            let index = Self.index(counts.byLoop, acceptedBy: loop)
            counts.byLoop[index] += 1
            return index
        }
    }

    /// Returns the loop for a connection. The kernel distributes connections by a hash of their addresses, which may be
    /// uneven for few connections. Moving a connection to another loop wakes that loop, so a small difference is
    /// ignored.
    private static func index(_ counts: [Int], acceptedBy loop: Int) -> Int {
        var least = loop
        for other in counts.indices where counts[other] < counts[least] { least = other }
        return counts[loop] > counts[least] + counts[least] / 8 ? least : loop
    }

    /// Removes a closed connection from the counts.
    func leave(_ peer: SocketAddress?, servedBy loop: Int) {
        let host = peer?.host ?? ""
        counts.withLock { counts in
            counts.total -= 1
            counts.byLoop[loop] -= 1
            let count = counts.byHost[host, default: 1] - 1
            counts.byHost[host] = count > 0 ? count : nil
        }
    }
}
