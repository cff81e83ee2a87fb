import TaproomNet

/// One attempt to connect: the addresses that are still to be tried, and why the others would not do.
struct ConnectAttempt {
    struct Failure {
        let reason: String
        /// Whether a server has said so.
        var isRefusal = false
        /// Whether another attempt may fare better.
        var passes = true
    }

    private var rest: ArraySlice<SocketAddress>
    /// What to tell of the attempt as a whole.
    private(set) var failure: Failure?

    init(_ addresses: [SocketAddress] = []) {
        rest = addresses[...]
    }

    /// The next address to try.
    mutating func next() -> SocketAddress? { rest.popFirst() }

    /// Notes why an address would not do. Of several reasons the first is told; but what a server says tells more than that
    /// there is none.
    mutating func note(_ failure: Failure) {
        if self.failure.map({ failure.isRefusal && !$0.isRefusal }) ?? true { self.failure = failure }
    }
}
