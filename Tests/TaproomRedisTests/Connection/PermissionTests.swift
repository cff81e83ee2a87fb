import Foundation
import Taproom
import TaproomNet
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// Sessions of a Redis user with restricted permissions.
@Suite(.timeLimit(.minutes(1))) struct PermissionTests {
    private let redis: RedisServer
    private let recorder = LogRecorder()

    init() async throws {
        redis = try await RedisServer.start()
    }

    /// Makes a store whose user may run the commands that the rules allow.
    private func store(_ rules: [String], caching: Bool = false) async throws -> RedisStore {
        let arguments = ["acl", "setuser", "beer", "reset", "on", ">secret", "~sess:*", "~gone{sess:*", "&*"] + rules
        #expect(try await redis.cli(arguments) == "OK")
        var options = RedisStore.Options()
        if caching { options.cacheLimit = 10 }
        let url = try RedisURL("redis://beer:secret@127.0.0.1:\(redis.port)")
        return RedisStore(RedisClient(url, timeout: .seconds(20), logger: recorder.logger), options: options)
    }

    /// The commands that Redis does not run according to the log.
    private var missing: [String] {
        recorder.messages.compactMap {
            $0.firstMatch(of: /^Redis does not run (.*) for this user/).map { String($0.1) }
        }
    }

    private func waitFor(_ commands: Set<String>) async throws {
        try await eventually("the log to name \(commands.sorted()) among \(missing)") {
            Set(missing).isSuperset(of: commands)
        }
    }

    /// The user has, or does not have, the permission to query Redis for permissions (`ACL DRYRUN`).
    @Test(arguments: [["+acl"], []]) func theLogTellsAtTheFirstConnectionWhatIsMissing(_ more: [String]) async throws {
        let store = try await store(["+@all", "-@admin", "-eval", "-evalsha", "-getex", "-exists"] + more)
        try await store.check()
        try await waitFor(["EVAL", "EVALSHA", "GETEX", "EXISTS"])
        #expect(missing.sorted() == ["EVAL", "EVALSHA", "EXISTS", "GETEX"], "once each")
        #expect(try await redis.cli("dbsize") == "0", "nothing is left of asking")
    }

    @Test func keysThatAreForbiddenAreTold() async throws {
        let store = try await store(["+@all", "-@admin", "resetkeys", "~sess:*"])
        try await store.check()
        try await waitFor(["SET", "EVAL"])
        #expect(missing.contains("SET"), "of tombstones")
        #expect(!missing.contains("GET"))
    }

    @Test(arguments: [["+acl"], []]) func whoMayDoAllIsToldNothing(_ more: [String]) async throws {
        let store = try await store(["+@all", "-@admin"] + more, caching: true)
        let app = try SessionApp(store).app
        try await app.test(.live) { client async throws in
            for _ in 0..<20 { #expect(try await client.get("/look").status == 200) }
        }
        #expect(recorder.messages.filter { !$0.hasPrefix("sessions are saved by ") } == [])
    }

    /// Two servers save sessions without scripts, and one with scripts.
    @Test func noUpdateIsLostWithoutScripts() async throws {
        let restricted = try await store(["+@all", "-@admin", "-eval", "-evalsha"])
        let free = RedisStore(RedisClient(try RedisURL(redis.url), timeout: .seconds(20)))
        let apps = try [SessionApp(restricted).app, SessionApp(restricted).app, SessionApp(free).app]
        try await apps[0].test(.live) { one async throws in
            try await apps[1].test(.live) { two async throws in
                try await apps[2].test(.live) { three async throws in
                    let visitor = Visitor(one)
                    try await visitor.send(.post, "/pour")
                    let cookie = visitor.cookie
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for client in [one, two, three, one, two, three] {
                            group.addTask {
                                for _ in 0..<25 {
                                    let status = try await Visitor(client, cookie: cookie).send(.post, "/pour").status
                                        .code
                                    #expect(status == 200)
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    #expect(try await visitor.send(.get, "/look").text == "151")
                }
            }
        }
        #expect(missing.count { $0 == "EVALSHA" } == 1)
        #expect(try await redis.cli("ttl", "sess:none") == "-2")
    }

    @Test func aSessionSavedWithoutScriptsLivesAsLong() async throws {
        let app = try SessionApp(try await store(["+@all", "-@admin", "-eval", "-evalsha"])).app
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for _ in 0..<3 { #expect(try await visitor.send(.post, "/pour").status == 200) }
            let left = Int(try await redis.cli("ttl", "sess:\(visitor.sessionID)")) ?? 0
            #expect(50...60 ~= left)
            #expect(try await visitor.send(.post, "/logout").status == 200)
            #expect(try await redis.cli("exists", "sess:\(visitor.sessionID)") == "0")
        }
    }

    @Test(arguments: [true, false]) func aSessionThatIsGoneStaysGoneWithoutScripts(isBuried: Bool) async throws {
        let store = try await store(["+@all", "-@admin", "-eval", "-evalsha"])
        let now = Int(Date.now.timeIntervalSince1970 * 1000)
        let base = Array(#"{"cookie":{"originalMaxAge":60000,"path":"/"}}"#.utf8)
        let json = Array(#"{"cookie":{"originalMaxAge":60000,"path":"/"},"n":1}"#.utf8)
        let change = SessionChange(
            base: base, record: SessionRecord(json: json, expires: now + 60_000, now: now),
            edits: [.set("n", [0x31])], editsCookie: false, cookie: [])
        #expect(try await store.update("a", change) == .gone)
        if isBuried { try await store.destroy("a") }
        #expect(try await store.recreate("a", change) == (isBuried ? .gone : .stored))
        #expect(try await redis.cli("exists", "sess:a") == (isBuried ? "0" : "1"))
        if !isBuried { #expect(try await store.recreate("a", change) != .gone, "it is there again") }
    }

    /// Neither way is permitted, so the request fails, and the error names the command.
    @Test(arguments: ["watch", "multi", "exec"])
    func whoMaySaveInNoWayIsToldSo(_ command: String) async throws {
        let store = try await store(["+@all", "-@admin", "-eval", "-evalsha", "-\(command)"])
        let now = Int(Date.now.timeIntervalSince1970 * 1000)
        let base = Array(#"{"cookie":{"originalMaxAge":60000,"path":"/"}}"#.utf8)
        let record = { (json: [UInt8]) in SessionRecord(json: json, expires: now + 60_000, now: now) }
        try await store.set("a", record(base))
        let json = Array(#"{"cookie":{"originalMaxAge":60000,"path":"/"},"n":1}"#.utf8)
        let change = SessionChange(
            base: base, record: record(json), edits: [.set("n", [0x31])], editsCookie: false, cookie: [])
        let error = await #expect(throws: SessionError.self) { _ = try await store.update("a", change) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("NOPERM") && text.contains("'\(command)'"), "\(text)")
        #expect(try await store.get("a") == base, "nothing is stored, and the connection is none the worse for it")
        #expect(missing.contains(command.uppercased()))
    }

    @Test func whoMayNotUseGETEXIsServed() async throws {
        let app = try SessionApp(try await store(["+@all", "-@admin", "-getex"])).app
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for _ in 0..<3 {
                try await visitor.send(.post, "/pour")
                #expect(try await visitor.send(.get, "/look").status == 200)
            }
            #expect(try await visitor.send(.get, "/look").text == "3")
        }
        #expect(missing == ["GETEX"])
    }

    @Test func theGuideListsAllCommands() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Documentation/InProduction.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n## What Redis must permit\n").dropFirst().first)
        let table = section.components(separatedBy: "\n## ")[0]
        for command in StoreCommand.all { #expect(table.contains("`\(command.name)`"), "\(command.name)") }
    }
}
