import Foundation
import TestSupport
import Testing

/// The command `beer-demo sessions` with a real Redis.
@Suite struct SessionsCommandTests {
    private func run(_ redis: RedisServer, _ arguments: String...) async throws -> (code: Int32?, text: String) {
        try await run(redis, arguments)
    }

    private func run(_ redis: RedisServer, _ arguments: [String]) async throws -> (code: Int32?, text: String) {
        let process = try ChildProcess(
            DemoServer.executable, ["sessions"] + arguments + ["--redis", redis.url])
        let code = try await process.exitCode()
        return (code, process.text)
    }

    @Test func sessionsAreListedShownAndEnded() async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis)
        let one = Browser(server)
        _ = try await one.pour()
        _ = try await one.pour()
        let other = Browser(server)
        _ = try await other.get()
        let id = try #require(one.sessionID)
        _ = try await redis.cli("set", "unrelated", "stays")

        let list = try await run(redis, "list")
        #expect(list.code == 0)
        let pattern = try Regex("\(id) +\\d+ +\\d+ +2 +\\d+")
        #expect(list.text.contains(pattern), "\(list.text)")
        #expect(list.text.contains("2 sessions"))
        let lines = try await run(redis, "list", "--json").text.split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines { #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) } }

        let show = try await run(redis, "show", String(id.prefix(8)))
        #expect(show.text.contains("\n  \"views\": 2\n"), "\(show.text)")
        #expect(try await run(redis, "count").text == "2\n")
        #expect(try await run(redis, "destroy", id).text == "destroyed \(id)\n")
        #expect(try await run(redis, "show", id).code == 1)
        #expect(try await run(redis, "count", "--json").text == "{\"count\":1}\n")
        #expect(try await one.get().views == nil)

        let refused = try await run(redis, "clear")
        #expect(refused.code == 1)
        #expect(refused.text.contains("nothing was done"))
        #expect(try await run(redis, "clear", "--yes").code == 0)
        #expect(try await redis.cli("keys", "[^g]*") == "unrelated")
    }

    @Test func whateverLiesUnderThePrefixIsListedAndCleared() async throws {
        let redis = try await RedisServer.start()
        let least = "-9223372036854775808"
        let cookie = #""cookie":{"originalMaxAge":\#(least),"expires":"2027-01-01T00:00:00.000Z"}"#
        _ = try await redis.cli("set", "sess:saved", "{\(cookie)}")
        _ = try await redis.cli("set", "sess:created", "{\(cookie),\"_createdAt\":\(least)}")
        _ = try await redis.cli("set", "sess:text", "no JSON")
        _ = try await redis.cli("lpush", "sess:list", "no string")
        // The accent combines with the colon of the prefix into one character.
        _ = try await redis.cli("set", "sess:\u{301}accent", "{\(cookie)}")
        for arguments in [["list"], ["list", "--json"]] {
            let list = try await run(redis, arguments)
            #expect(list.code == 0, "\(list.text)")
            for id in ["saved", "created", "text", "list", "accent"] { #expect(list.text.contains(id)) }
        }
        #expect(try await run(redis, "show", "list").text.contains("not JSON"))
        #expect(try await run(redis, "clear", "--yes").text == "destroyed 5 sessions\n")
        #expect(try await redis.cli("keys", "sess:*") == "")
    }

    /// Data from browsers is shown on a terminal, where C1 controls move the cursor and bidirectional marks reverse
    /// text.
    @Test func whatIsStoredDoesNothingToTheTerminal() async throws {
        let redis = try await RedisServer.start()
        let evil = "\u{9b}2J\u{85}\u{7f}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}"
        let escaped = #"\u009b2J\u0085\u007f\u061c\u200e\u200f\u202a\u202e\u2066\u2069"#
        _ = try await redis.cli("set", "sess:json", #"{"name\#(evil)":"ä\#(evil)","views":"\#(evil)"}"#)
        _ = try await redis.cli("set", "sess:text", "no JSON \(evil)")
        _ = try await redis.cli("set", "sess:id\(evil)", "{}")
        for arguments in [
            ["list"], ["list", "--json"], ["show", "json"], ["show", "json", "--json"], ["show", "text"],
            ["show", "text", "--json"], ["show", "id\(evil)"], ["show", "id\(evil)", "--json"],
            ["destroy", "id\(evil)"],
        ] {
            let shown = try await run(redis, arguments)
            for scalar in evil.unicodeScalars where scalar.value > 0x7e {
                #expect(!shown.text.unicodeScalars.contains(scalar), "\(arguments)")
            }
        }
        let show = try await run(redis, "show", "json")
        #expect(show.text.contains(#""name\#(escaped)": "ä\#(escaped)""#), "\(show.text)")
        let line = try await run(redis, "show", "json", "--json").text
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect((object?["session"] as? [String: Any])?["views"] as? String == evil)
    }

    @Test func aRedisThatIsNotThereIsOneLine() async throws {
        let redis = try await RedisServer.start()
        try await redis.kill()
        let result = try await run(redis, "count")
        #expect(result.code == 69)
        #expect(result.text.hasPrefix("beer-demo: the session store is unavailable"))
        #expect(result.text.split(separator: "\n").count == 1)
    }
}
