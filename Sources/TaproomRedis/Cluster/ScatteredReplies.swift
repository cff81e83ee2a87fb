/// The replies to commands of several nodes, in the order of the commands.
final class ScatteredReplies {
    private var results: [Result<RedisValue, RedisError>?]
    private var missing: Int
    private let whole: () -> Void

    /// - Parameter whole: called when all are there.
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

    /// One of the replies. What could not be sent is told as an error of the cluster, so that it is sent again.
    func reply(_ index: Int) throws(RedisError) -> RedisValue {
        switch results[index] {
        case .success(let value)?: return value
        case .failure(.unreachable(let reason))?: return .error("CLUSTERDOWN \(reason)")
        case .failure(let error)?: throw error
        case nil: throw .timedOut
        }
    }
}
