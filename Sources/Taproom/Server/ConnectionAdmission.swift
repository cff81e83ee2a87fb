import Synchronization
import TaproomNet

/// Decides whether a connection is served, and by which loop: counts those of all loops, of each loop and of each
/// address. Asked once for a connection, never for a request.
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

    /// Counts a connection in, unless there are too many.
    ///
    /// - Parameter loop: the index of the loop that accepted it.
    /// - Returns: the index of the loop that serves it.
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

    /// The kernel deals connections out by a hash of their addresses: of 64 one of two loops may well get 40, of 4
    /// all. To go to another loop costs a wake-up, so a small lead is left as it is.
    private static func index(_ counts: [Int], acceptedBy loop: Int) -> Int {
        var least = loop
        for other in counts.indices where counts[other] < counts[least] { least = other }
        return counts[loop] > counts[least] + counts[least] / 8 ? least : loop
    }

    /// Counts an admitted connection out.
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
