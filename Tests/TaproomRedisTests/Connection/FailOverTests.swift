import Foundation
import Synchronization
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// The behaviour of a connection whose server is no longer a master.
@Suite(.timeLimit(.minutes(1))) struct FailOverTests {
    private static let readOnly = "-READONLY You can't write against a read only replica.\r\n"
    private static let replica = "*5\r\n$5\r\nslave\r\n$1\r\na\r\n:1\r\n$9\r\nconnected\r\n:1\r\n"
    private static let master = "*3\r\n$6\r\nmaster\r\n:1\r\n*0\r\n"

    static let wrongServer = [
        "READONLY You can't write against a read only replica.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "LOADING Redis is loading the dataset in memory",
        "ERR Error running script (call to f_0123): @user_script:9: @user_script: 9: -READONLY You can't write against a read only replica.",
        "ERR READONLY You can't write against a read only replica. script: 0123, on @user_script:9.",
    ]
    static let otherErrors = [
        "ERR unknown command 'READONLY', with args beginning with: ", "WRONGTYPE READONLY", "OOM command not allowed",
        "ERR the user said READONLY", "NOPERM this user has no permissions to run the 'readonly' command",
        "ERR user_script:1: the field 'READONLYX' is missing script: 0123, on @user_script:1.",
    ]

    @Test func errorsOfAServerAreKnownFromThoseOfACommand() {
        for message in Self.wrongServer { #expect(ErrorReply.isOfWrongServer(message), "\(message)") }
        for message in Self.otherErrors { #expect(!ErrorReply.isOfWrongServer(message), "\(message)") }
    }

    /// The command that got this reply has failed, and is not sent again.
    @Test(arguments: wrongServer) func aServerThatCannotServeIsLost(_ message: String) async throws {
        let heard = Mutex<[String]>([])
        let redis = try ScriptedRedis { number, line in
            line.acceptHandshake()
            if number == 1 {
                line.hear("SET")
                line.say("-\(message)\r\n")
            } else {
                let commands = line.answer("GET", "2") ?? ""
                heard.withLock { $0.append(commands) }
            }
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("SET", "key", "value") == .error(message))
        #expect(try await tested.send("GET", "key") == .bytes([0x32]))
        #expect(redis.connections == 2)
        #expect(heard.withLock { $0.joined() }.contains("SET") == false)
    }

    @Test(arguments: otherErrors) func anErrorOfTheCommandLosesNothing(_ message: String) async throws {
        let redis = try ScriptedRedis { _, line in
            line.acceptHandshake()
            line.hear("SET")
            line.say("-\(message)\r\n")
            line.answer("GET", "1")
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("SET", "key", "value") == .error(message))
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
        #expect(redis.connections == 1)
    }

    /// A replica that has refused a write is asked for its role before it counts as a master again.
    @Test func aReplicaIsAskedAgainUntilItIsTheMaster() async throws {
        let redis = try ScriptedRedis { number, line in
            if number == 1 {
                line.acceptHandshake()
                line.hear("SET")
                line.say(Self.readOnly)
            } else {
                line.hear("ROLE")
                line.say(ScriptedRedis.hello + (number < 4 ? Self.replica : Self.master) + "+PONG\r\n")
                if number == 4 { line.answer("SET", "4") }
            }
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        _ = try await tested.send("SET", "key", "value")
        #expect(try await tested.send("SET", "key", "value") == .bytes([0x34]))
        #expect(redis.connections == 4)
    }

    private static func hello(role: String) -> String {
        "*4\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$\(role.utf8.count)\r\n\(role)\r\n"
    }

    /// Replies to each GET with the connection's number, and closes the connection at a SET.
    ///
    /// - Parameters:
    ///   - role: the role in the reply to HELLO.
    ///   - answer: returns the reply to ROLE.
    private static func serve(_ line: ScriptedRedis.Line, _ number: Int, role: String, _ answer: () -> String) {
        line.serve { words in
            switch words[0] {
            case "HELLO": hello(role: role)
            case "ROLE": answer()
            case "PING": "+PONG\r\n"
            case "GET": "$1\r\n\(number)\r\n"
            default: nil
            }
        }
    }

    /// Its data would be out of date, and reads get no READONLY error.
    @Test func aMasterThatComesBackAsAReplicaIsRefused() async throws {
        let redis = try ScriptedRedis { number, line in
            Self.serve(line, number, role: number == 1 || number == 4 ? "master" : "replica") {
                number < 4 ? Self.replica : Self.master
            }
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
        await #expect(throws: RedisError.self) { try await tested.send("SET", "key", "value") }
        #expect(try await tested.send("GET", "key") == .bytes([0x34]))
        #expect(redis.connections == 4)
    }

    /// A client that started with a replica continues with it.
    @Test func aReplicaThatComesBackServes() async throws {
        let isAsked = Mutex(false)
        let redis = try ScriptedRedis { number, line in
            Self.serve(line, number, role: "replica") {
                isAsked.withLock { $0 = true }
                return Self.master
            }
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
        await #expect(throws: RedisError.self) { try await tested.send("SET", "key", "value") }
        #expect(try await tested.send("GET", "key") == .bytes([0x32]))
        #expect(isAsked.withLock { $0 } == false)
    }

    /// A user without permission for ROLE is served all the same.
    @Test func aRoleThatIsNotToldDoesNotMatter() async throws {
        let redis = try ScriptedRedis { number, line in
            if number == 1 {
                line.acceptHandshake()
                line.hear("SET")
                line.say(Self.readOnly)
            } else {
                line.hear("PING")
                line.say(
                    ScriptedRedis.hello + "-NOPERM this user has no permissions to run the 'role' command\r\n+PONG\r\n")
                line.answer("SET", "2")
            }
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis)
        defer { tested.end() }
        _ = try await tested.send("SET", "key", "value")
        #expect(try await tested.send("SET", "key", "value") == .bytes([0x32]))
    }

    /// localhost has two addresses, one of which may belong to a Redis server.
    @Test(.enabled(if: hasIPv6)) func allAddressesOfAHostAreTried() async throws {
        let redis = try ScriptedRedis(host: "::1") { _, line in
            line.acceptHandshake()
            line.answer("GET", "1")
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: redis, host: "localhost")
        defer { tested.end() }
        #expect(try await tested.send("GET", "key") == .bytes([0x31]))
    }

    @Test(.enabled(if: hasIPv6)) func theMasterIsFoundAmongTheAddresses() async throws {
        let master = try ScriptedRedis(host: "::1") { _, line in
            line.hear("PING")
            line.say(ScriptedRedis.hello + Self.master + "+PONG\r\n")
            line.answer("SET", "1")
            line.hearNoMore()
        }
        defer { master.stop() }
        let old = try ScriptedRedis(port: master.port) { number, line in
            line.hear("PING")
            line.say(ScriptedRedis.hello + (number == 1 ? "+PONG\r\n" : Self.replica + "+PONG\r\n"))
            if number == 1 {
                line.hear("SET")
                line.say(Self.readOnly)
            }
            line.hearNoMore()
        }
        let tested = try TestedConnection(to: old, host: "localhost")
        defer { tested.end() }
        _ = try await tested.send("SET", "key", "value")
        #expect(try await tested.send("SET", "key", "value") == .bytes([0x31]))
    }

    /// An error from a server says more than a refused connection at the other address.
    @Test func theReasonIsTheServers() async throws {
        let redis = try ScriptedRedis { _, line in
            line.hear("PING")
            line.say(ScriptedRedis.hello + "-WRONGPASS invalid username-password pair\r\n")
        }
        let tested = try TestedConnection(to: redis, host: "localhost")
        defer { tested.end() }
        let error = await #expect(throws: RedisError.self) { _ = try await tested.send("GET", "key") }
        #expect(error.map { "\($0)" } == "Redis can't be reached: PING: WRONGPASS invalid username-password pair")
    }

    private static let hasIPv6 = FileManager.default.fileExists(atPath: "/proc/net/if_inet6")

    /// This uses a real Redis with its own messages, with a script and without.
    @Test func sessionsGoOnAfterAFailOver() async throws {
        let redis = try await RedisServer.start()
        let app = try SessionApp(RedisStore(RedisClient(try RedisURL(redis.url)))).app
        try await app.test(.live) { client async throws in
            let visitor = Visitor(client)
            for _ in 0..<2 { try await visitor.send(.post, "/pour") }
            // No server listens at this port, so the replica keeps its data. Otherwise the session might vanish between
            // its load and its save.
            _ = try await redis.cli("replicaof", "127.0.0.1", "1")
            let status = try await visitor.send(.post, "/pour").status
            #expect(status == 503)
            _ = try await redis.cli("replicaof", "no", "one")
            try await eventually("sessions of the new master") {
                let status = try await visitor.send(.post, "/pour").status
                #expect(status == 503 || status == 200)
                return status != 503
            }
        }
    }
}
