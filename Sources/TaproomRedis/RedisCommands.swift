/// What sends commands to a Redis.
package protocol RedisCommands: Sendable {
    /// Sends one command and returns its reply; an error reply is a value, not a throw.
    ///
    /// - Throws: `RedisError` where no reply came.
    func send(_ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue

    /// Sends several commands, in one write for each server where it can, and returns their replies in the same order.
    /// Those of one slot are carried out in that order.
    ///
    /// - Throws: `RedisError` where a reply did not come; some of the commands may have been carried out.
    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue]
}

extension RedisCommands {
    package func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        var replies: [RedisValue] = []
        for command in commands { replies.append(try await send(command.route, command.write)) }
        return replies
    }
}
