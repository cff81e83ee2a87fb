import Testing

@testable import TaproomRedis

/// Replies of several nodes, which arrive in any order.
@Suite struct ScatteredRepliesTests {
    @Test func theLastOneMakesThemWhole() throws {
        var calls = 0
        let replies = ScatteredReplies(3) { calls += 1 }
        replies.set(2, .success(.integer(2)))
        replies.set(0, .success(.null))
        // Only the first reply to a command counts.
        replies.set(2, .success(.integer(3)))
        replies.set(0, .failure(.timedOut))
        #expect(calls == 0)
        replies.set(1, .success(.error("ERR no")))
        #expect(calls == 1)
        replies.set(1, .success(.integer(1)))
        #expect(calls == 1)
        #expect(try (0..<3).map { try replies.reply($0) } == [.null, .error("ERR no"), .integer(2)])
    }

    /// A command that was not sent may be sent again. It is unknown whether a command that was sent has been executed.
    @Test func whatCouldNotBeSentIsToldAsTheClustersError() throws {
        let replies = ScatteredReplies(4) {}
        replies.set(0, .failure(.unreachable("nobody listens")))
        replies.set(1, .failure(.connectionLost("it closed")))
        replies.set(2, .failure(.timedOut))
        let reply = try replies.reply(0)
        #expect(reply == .error("CLUSTERDOWN nobody listens"))
        let asked = RedisAddress(host: "a", port: 1)
        if case .error(let message) = reply { #expect(ClusterRedirect(message, from: asked) == .down) }
        for (index, text) in [(1, "it closed"), (2, "in time"), (3, "in time")] {
            let error = #expect(throws: RedisError.self) { try replies.reply(index) }
            #expect(error?.description.contains(text) == true)
        }
    }
}
