import Synchronization

/// The exchanges of a test that have not ended, such as an event stream that the test has stopped reading.
final class OpenExchanges: Sendable {
    private let exchanges = Mutex<[ObjectIdentifier: any Exchange]>([:])

    func insert(_ exchange: any Exchange) {
        exchanges.withLock { $0[ObjectIdentifier(exchange)] = exchange }
    }

    func remove(_ exchange: any Exchange) {
        exchanges.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(exchange)) }
    }

    func closeAll() {
        let open = exchanges.withLock { Array($0.values) }
        for exchange in open { exchange.close() }
    }
}
