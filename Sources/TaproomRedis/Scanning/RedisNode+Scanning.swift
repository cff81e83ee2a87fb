import TaproomNet

/// How a command that only reads is sent with the cursor of a scan.
extension RedisNode {
    /// The reply to a step of a scan, and the cursor that it answers.
    typealias ScanAnswer = (reply: RedisValue, cursor: ScanCursor)

    /// Sends a command with a cursor, or with that of the beginning if the server may have been restarted.
    ///
    /// - Parameters:
    ///   - write: writes the command with the cursor.
    ///   - limit: monotonic nanoseconds; nil for the client's time-out.
    func scan(
        _ cursor: ScanCursor, by limit: UInt64?, _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> ScanAnswer {
        let losses = connection.settings.losses
        var cursor = cursor
        while true {
            let mark = losses.mark(of: target.name)
            try cursor.meet(mark)
            let value = cursor.value
            let reply = try await send({ write(&$0, value) }, by: limit)
            // A command that waited for the next connection has met another server than the one that it was for.
            if cursor.isAtEnd || losses.mark(of: target.name) == mark { return (reply, cursor) }
        }
    }

    /// Sends a command with a cursor. If the server is lost or not ready, waits for the client's time-out until it is
    /// back, or another one has taken over, and begins the scan anew.
    func scanThroughLosses(
        _ cursor: ScanCursor, _ write: @Sendable (inout CommandWriter, _ cursor: String) -> Void
    ) async throws -> ScanAnswer {
        var cursor = cursor
        var repetition = Repetition(timeout: connection.timeout, loop: loop)
        while true {
            do {
                let answer = try await scan(cursor, by: nil, write)
                guard let refusal = answer.reply.refusalOfWrongServer,
                    await repetition.mayGoOn(after: .reply(refusal))
                else { return answer }
            } catch let error as RedisError {
                guard await repetition.mayGoOn(after: error) else { throw repetition.gravest ?? error }
            }
            try cursor.beginAnew()
        }
    }
}
