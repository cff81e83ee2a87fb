import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Sessions with real sentinels.
@Suite(.serialized, .timeLimit(.minutes(4))) struct SentinelSessionTests {
    private func withApp(
        _ sentinels: RedisSentinels, _ recorder: LogRecorder = LogRecorder(),
        _ body: @escaping @Sendable (Visitor) async throws -> Void
    ) async throws {
        let store = RedisStore(RedisClient(try RedisURL(sentinels.url), logger: recorder.logger))
        try await SessionApp(store).app.test(.live) { client async throws in
            let visitor = Visitor(client)
            #expect(try await visitor.send(.post, "/pour").text == "1")
            try await body(visitor)
        }
    }

    /// Waits for the replicas. Writes that they have not received are lost, which is not tested here.
    private func untilReplicated(_ sentinels: RedisSentinels) async throws {
        try await eventually("the replicas") {
            for server in sentinels.servers where try await server.cli("dbsize") != "1" { return false }
            return true
        }
    }

    private func pourUntilAcknowledged(_ visitor: Visitor) async throws -> Int {
        while true {
            let response = try await visitor.send(.post, "/pour")
            if response.status == 200 { return Int(response.text) ?? 0 }
            #expect(response.status == 503)
        }
    }

    @Test(arguments: [true, false]) func aMasterThatDiesIsReplaced(_ hangs: Bool) async throws {
        let sentinels = try await RedisSentinels.start()
        try await withApp(sentinels) { visitor in
            let old = try await sentinels.master()
            try await untilReplicated(sentinels)
            if hangs { old.setHanging(true) } else { try await old.kill() }
            let views = try await pourUntilAcknowledged(visitor)
            let new = try await sentinels.newMaster(insteadOf: old)
            #expect(try await new.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":\(views)"))
            // The old master returns as a replica, and is not used.
            if hangs { old.setHanging(false) } else { try await old.restart() }
            #expect(try await pourUntilAcknowledged(visitor) == views + 1)
        }
    }

    /// The old connections stay open. A message of the sentinels and the refusal of the replica reveal the change.
    @Test func aFailOverByHandIsFollowed() async throws {
        let sentinels = try await RedisSentinels.start()
        try await withApp(sentinels) { visitor in
            try await untilReplicated(sentinels)
            let new = try await sentinels.failOver()
            // Until the sentinels' message arrives, the old master may accept a pour, which is lost with it.
            try await eventually("pours at the new master") {
                let views = try await pourUntilAcknowledged(visitor)
                #expect(views >= 2)
                return try await new.cli("get", "sess:\(visitor.sessionID)").contains("\"views\":\(views)")
            }
        }
    }

    /// The first sentinel in the list is down, and another one does not know the master.
    @Test func aSentinelThatAnswersIsFoundInTheList() async throws {
        let sentinels = try await RedisSentinels.start()
        let url = "redis+sentinel://127.0.0.1:1,\(sentinels.sentinels[2].address)/mymaster"
        let client = RedisClient(try RedisURL(url), logger: LogRecorder().logger)
        #expect(try await client.command("SET", "key", "1").string == "OK")
        let other = RedisClient(
            try RedisURL("redis+sentinel://\(sentinels.sentinels[0].address)/other"), timeout: .milliseconds(500),
            logger: LogRecorder().logger)
        let error = await #expect(throws: RedisError.self) { try await other.command("GET", "key") }
        #expect("\(error, default: "none")".contains("other"))
    }

    /// The client asks a server for its role, and sends nothing to a replica, even if a sentinel names it the master.
    @Test func aReplicaIsNotTakenForTheMaster() async throws {
        let replica = try ScriptedRedis { _, line in
            line.hear("PING")
            line.say(ScriptedRedis.hello + "*5\r\n$5\r\nslave\r\n$1\r\na\r\n:1\r\n$9\r\nconnected\r\n:1\r\n+PONG\r\n")
            line.hearNoMore()
        }
        defer { replica.stop() }
        let sentinel = try ScriptedRedis { _, line in
            line.acceptHandshake()
            line.hear("GET-MASTER-ADDR-BY-NAME")
            line.say("*2\r\n$9\r\n127.0.0.1\r\n$\("\(replica.port)".count)\r\n\(replica.port)\r\n")
            line.hearNoMore()
        }
        defer { sentinel.stop() }
        let url = try RedisURL("redis+sentinel://127.0.0.1:\(sentinel.port)/mymaster")
        let client = RedisClient(url, timeout: .milliseconds(500), logger: LogRecorder().logger)
        let error = await #expect(throws: RedisError.self) { try await client.command("GET", "key") }
        #expect("\(error, default: "none")".contains("it is a replica"))
    }
}
