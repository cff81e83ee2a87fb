/// The replies of several nodes, in the order of the commands.
final class ScatteredReplies {
    private var results: [Result<RedisValue, RedisError>?]
    private var missing: Int
    private let whole: () -> Void

    /// - Parameter whole: called when all replies have arrived.
    init(_ count: Int, whole: @escaping () -> Void) {
        results = Array(repeating: nil, count: count)
        missing = count
        self.whole = whole
    }

    func set(_ index: Int, _ result: Result<RedisValue, RedisError>) {
        guard results[index] == nil else { return }
        results[index] = result
        missing -= 1
        if missing == 0 { whole() }
    }

    /// Returns one of the replies. If a command could not be sent, returns the error CLUSTERDOWN, so that the command
    /// is sent again.
    ///
    /// - Throws: `RedisError` if no reply has arrived.
    func reply(_ index: Int) throws(RedisError) -> RedisValue {
        switch results[index] {
        case .success(let value)?: return value
        case .failure(.unreachable(let reason))?: return .error("CLUSTERDOWN \(reason)")
        case .failure(let error)?: throw error
        case nil: throw .timedOut
        }
    }
}
