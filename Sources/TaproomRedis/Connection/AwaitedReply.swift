import TaproomNet

/// Where a task waits for the reply to its command, and finds it.
final class AwaitedReply {
    let waiter = Waiter()
    var result = Result<RedisValue, RedisError>.success(.null)

    /// Hands the result out, which is then forgotten here.
    func take() -> Result<RedisValue, RedisError> {
        exchange(&result, with: .success(.null))
    }
}

/// The replies to commands that nobody waits for one by one.
final class GatheredReplies {
    private var replies: [RedisValue] = []
    private var isWhole = true

    /// - Parameter reply: nil where none will come.
    func add(_ reply: RedisValue?) {
        if let reply { replies.append(reply) } else { isWhole = false }
    }

    func all() throws(RedisError) -> [RedisValue] {
        guard isWhole else { throw .connectionLost("before all replies had come") }
        return replies
    }
}
