import TaproomNet

/// An attempt to connect: the addresses that are still to be tried, and the reason why the others failed.
struct ConnectAttempt {
    struct Failure {
        let reason: String
        /// Whether a server has refused the connection itself.
        var isRefusal = false
        /// Whether another attempt may succeed.
        var passes = true
    }

    private var rest: ArraySlice<SocketAddress>
    /// The failure to report for the whole attempt; nil if no address has failed.
    private(set) var failure: Failure?

    init(_ addresses: [SocketAddress] = []) {
        rest = addresses[...]
    }

    /// Returns the next address to try; nil if there is none.
    mutating func next() -> SocketAddress? { rest.popFirst() }

    /// Notes why an address failed. The first failure is reported, but a server's own refusal takes precedence over
    /// failures to reach a server.
    mutating func note(_ failure: Failure) {
        if self.failure.map({ failure.isRefusal && !$0.isRefusal }) ?? true { self.failure = failure }
    }
}
