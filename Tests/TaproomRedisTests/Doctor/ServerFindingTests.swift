import Testing

@testable import TaproomRedis

/// The findings in the replies of one server.
@Suite struct ServerFindingTests {
    private func answers(info: String...) -> ServerAnswers {
        var answers = ServerAnswers("127.0.0.1:6379")
        answers.info = .bytes(Array(("# Section\r\n" + info.joined(separator: "\r\n") + "\r\n").utf8))
        return answers
    }

    private func hello(
        _ name: String = "redis", _ version: String = "7.0.15", mode: String = "standalone", role: String = "master"
    ) -> RedisValue {
        .array(
            ["server", name, "version", version, "mode", mode, "role", role].map { .bytes(Array($0.utf8)) })
    }

    private func setting(_ name: String, _ value: String) -> RedisValue {
        .array([.bytes(Array(name.utf8)), .bytes(Array(value.utf8))])
    }

    /// Returns whether the finding's advice contains the text. An empty text means that the finding has no advice.
    private func advises(_ text: String, _ finding: RedisFinding) -> Bool {
        switch finding.verdict {
        case .well: text.isEmpty
        case .unseen: false
        case .change(let advice): !text.isEmpty && advice.contains(text)
        }
    }

    private static let denial = RedisValue.error("NOPERM this user has no permissions to run the 'info' command")

    @Test(arguments: [
        ("noeviction", "0", "900", "0", ""), ("noeviction", "1000", "500", "0", ""),
        ("noeviction", "1000", "901", "0", "Raise maxmemory"), ("volatile-ttl", "1000", "990", "0", ""),
        ("volatile-lru", "1000", "990", "0", ""), ("volatile-ttl", "1000", "990", "3", "logs its user out"),
        ("allkeys-lru", "1000", "500", "0", "evicts any key, so"), ("allkeys-lfu", "0", "500", "0", "volatile-ttl"),
        ("volatile-random", "1000", "500", "0", "any key that has an expiry"),
    ])
    func eviction(policy: String, limit: String, used: String, evicted: String, advice: String) {
        let finding = answers(
            info: "maxmemory_policy:\(policy)", "maxmemory:\(limit)", "used_memory:\(used)", "evicted_keys:\(evicted)"
        ).eviction
        #expect(advises(advice, finding), "\(finding)")
        #expect(finding.fact.contains(policy))
    }

    @Test(arguments: [
        (["aof_enabled:1"], nil, ""), (["aof_enabled:1", "aof_last_write_status:err"], nil, "lost at a restart"),
        (["aof_enabled:1", "aof_last_bgrewrite_status:err"], nil, "lost at a restart"),
        (["aof_enabled:0"], "3600 1 300 100", ""), (["aof_enabled:0"], "", "Set appendonly to yes"),
        (["aof_enabled:0", "rdb_last_bgsave_status:err"], "3600 1", "MISCONF"),
    ])
    func persistence(info: [String], save: String?, advice: String) {
        var answers = answers(info: info.joined(separator: "\r\n"))
        answers.save = save.map { setting("save", $0) } ?? Self.denial
        #expect(advises(advice, answers.persistence), "\(answers.persistence)")
    }

    @Test(arguments: [
        (1_000_000_000, ""), (1_000_001_200, ""), (999_999_000, ""), (1_000_003_000, "NTP"), (999_998_000, "NTP"),
    ])
    func clock(milliseconds: Int, advice: String) {
        var answers = answers()
        answers.clock = (asked: 1_000_000_000, answered: 1_000_000_300)
        answers.time = .array([
            .bytes(Array("\(milliseconds / 1000)".utf8)), .bytes(Array("\(milliseconds % 1000 * 1000)".utf8)),
        ])
        #expect(advises(advice, answers.clockFinding), "\(answers.clockFinding)")
    }

    @Test func whatAClockSaysIsTold() {
        var answers = answers()
        answers.clock = (asked: 5000, answered: 5100)
        answers.time = .array([.bytes(Array("7".utf8)), .bytes(Array("540000".utf8))])
        #expect(answers.clockFinding.fact == "2.4 s ahead of this machine's")
        answers.time = .array([.bytes(Array("2".utf8)), .bytes(Array("0".utf8))])
        #expect(answers.clockFinding.fact == "3.0 s behind this machine's")
        answers.time = .array([.bytes(Array("9223372036854775807".utf8)), .bytes(Array("0".utf8))])
        #expect(answers.clockFinding.verdict == .unseen)
    }

    @Test func whatMayNotBeAskedIsUnseen() {
        var answers = ServerAnswers("127.0.0.1:6379")
        answers.info = Self.denial
        answers.time = Self.denial
        answers.save = Self.denial
        for finding in [answers.eviction, answers.persistence, answers.clockFinding, answers.replicas(.none)] {
            #expect(finding.verdict == .unseen, "\(finding)")
        }
        answers = self.answers(info: "aof_enabled:0")
        answers.save = Self.denial
        #expect(answers.persistence.verdict == .unseen)
    }

    @Test(arguments: [
        ("redis://a:7000", "standalone", "master", ""), ("redis://a:7000", "standalone", "replica", "name its master"),
        ("redis://a:7000", "cluster", "master", "redis+cluster://127.0.0.1:6379"),
        ("rediss://a:7000", "cluster", "master", "rediss+cluster://127.0.0.1:6379"),
        ("redis+cluster://a:7000", "cluster", "master", ""),
        ("redis://a:26379", "sentinel", "sentinel", "redis+sentinel://127.0.0.1:6379/<master>"),
    ])
    func theServerFitsToTheURL(url: String, mode: String, role: String, advice: String) throws {
        var answers = answers()
        answers.hello = hello(mode: mode, role: role)
        let finding = answers.server(try RedisURL(url))
        #expect(advises(advice, finding), "\(finding)")
        #expect(finding.fact == "127.0.0.1:6379: redis 7.0.15, \(mode), \(role)")
    }

    @Test(arguments: [
        ("redis", "7.0.15", [], "by a script"), ("valkey", "8.1.3", [], "by SET … IFEQ"),
        ("redis", "8.4.0", ["EVAL"], "by SET … IFEQ"), ("redis", "8.2.1", ["EVALSHA"], "by transactions"),
    ])
    func theWayOfSaving(name: String, version: String, denied: [String], way: String) {
        var answers = answers()
        answers.hello = hello(name, version)
        for command in denied { answers.permissions[command] = .denied("NOPERM") }
        #expect(answers.saving.fact == "sessions are saved \(way)")
    }

    private func permissions(_ answers: ServerAnswers, _ uses: [StoreCommand.Use] = [.sessions]) -> RedisFinding {
        answers.permissions(of: "login", for: uses, keys: ["sess:*"])
    }

    @Test func permissionsThatAreMissingAreNamed() {
        var answers = answers()
        #expect(permissions(answers).fact == "the user login may do all that sessions need")
        answers.user = .bytes(Array("beer".utf8))
        answers.permissions["SCAN"] = .denied("NOPERM")
        answers.permissions["CLIENT TRACKING"] = .denied("NOPERM")
        answers.permissions["MULTI"] = .denied("NOPERM")
        #expect(permissions(answers).verdict == .well)
        #expect(permissions(answers).fact.contains("but not CLIENT TRACKING, SCAN,"))
        #expect(
            permissions(answers, [.sessions, .cache]).verdict
                == .change("Permit them by ACL SETUSER beer +client|tracking ~sess:*."))
        answers.permissions["EVAL"] = .denied("NOPERM")
        #expect(permissions(answers).verdict == .change("Permit them by ACL SETUSER beer +eval +multi ~sess:*."))
        #expect(permissions(answers).fact == "it does not run EVAL, MULTI for the user beer")
        answers.permissions = ["GETEX": .unknownCommand]
        #expect(advises("Use a newer Redis", permissions(answers)))
    }

    @Test(arguments: [
        (Durability.none, "0", "0", RedisValue.null, ""), (.replicas(1), "1", "1", .integer(1), ""),
        (.replicas(1), "1", "0", .integer(1), "Set min-replicas-to-write to 1"),
        (.replicas(2), "1", "1", .integer(1), "Add replicas"),
        (.replicas(1), "1", "1", .error("NOPERM no permissions to run the 'wait' command"), "Permit WAIT"),
        (.disks(), "0", "0", .array([.integer(1), .integer(0)]), ""),
        (.disks(), "0", "0", .error("ERR unknown command 'WAITAOF', with args"), "Redis 7.2"),
        (
            .disks(), "0", "0",
            .error("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."), "appendonly to yes"
        ),
    ])
    func replicas(durability: Durability, count: String, minimum: String, reply: RedisValue, advice: String) {
        var answers = answers(info: "connected_slaves:\(count)")
        answers.minReplicas = setting("min-replicas-to-write", minimum)
        answers.confirmation = reply
        #expect(advises(advice, answers.replicas(durability)), "\(answers.replicas(durability))")
    }

    @Test func repliesTellWhatIsPermitted() {
        typealias DryRun = PermissionAnswer.DryRun
        #expect(DryRun(.status("OK")) == .permitted)
        #expect(DryRun(.bytes(Array("no".utf8))) == .refused(.denied("no")))
        #expect(DryRun(.error("ERR Command 'getex' not found")) == .refused(.unknownCommand))
        #expect(DryRun(.error("NOPERM this user has no permissions to run the 'acl|dryrun' command")) == .untold)
        #expect(PermissionAnswer(reply: .error("NOPERM x")) == .denied("NOPERM x"))
        #expect(PermissionAnswer(reply: .error("ERR unknown command 'GETEX', with args")) == .unknownCommand)
        #expect(PermissionAnswer(reply: .error("MOVED 7 127.0.0.1:7001")) == nil)
        #expect(PermissionAnswer(reply: .null) == nil)
    }
}
