/// A type that sends commands to Redis.
package protocol RedisCommands: Sendable {
    /// Sends one command and returns its reply. An error reply is returned, not thrown.
    ///
    /// - Throws: `RedisError` if no reply arrived.
    func send(_ route: CommandRoute, _ write: @Sendable (inout CommandWriter) -> Void) async throws -> RedisValue

    /// Sends several commands, if possible in one write for each server, and returns their replies in the same order.
    /// Commands for one slot run in that order.
    ///
    /// - Throws: `RedisError` if a reply did not arrive. Some of the commands may have run.
    func send(_ commands: [RoutedCommand]) async throws -> [RedisValue]
}

extension RedisCommands {
    package func send(_ commands: [RoutedCommand]) async throws -> [RedisValue] {
        var replies: [RedisValue] = []
        for command in commands { replies.append(try await send(command.route, command.write)) }
        return replies
    }
}
