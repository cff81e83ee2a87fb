import Foundation
import TestSupport
import Testing

/// The start of the demo, and the reasons for which it does not start.
@Suite struct StartTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = ["SESSION_SECRET": "a secret of these tests, 32 bytes"]
        let says: String
        var code: Int32 = 64
        var testDescription: String { says }
    }

    @Test(arguments: [
        Refusal(arguments: ["--port", "70000"], says: "--port must be a number from 0 to 65535, not '70000'"),
        Refusal(
            arguments: [], environment: ["PORT": "http"], says: "PORT must be a number from 0 to 65535, not 'http'"),
        Refusal(arguments: ["--store", "disk"], says: "--store must be redis or memory, not 'disk'"),
        Refusal(arguments: ["--redis", "http://x"], says: "--redis: not a Redis URL: it must begin with redis://"),
        Refusal(
            arguments: ["--redis", "rediss://x?ca=/none.pem"],
            says: "--redis: TLS with Redis can't be set up: /none.pem can't be read"),
        Refusal(
            arguments: [], environment: ["REDIS_URL": "rediss+cluster://x?cert=/none.pem&key=/none.pem"],
            says: "REDIS_URL: TLS with Redis can't be set up: /none.pem can't be read"),
        Refusal(
            arguments: ["--durability", "replicas"],
            says: "--durability must be none, replicas:N, disks or disks:N, not 'replicas'"),
        Refusal(arguments: ["--durability", "replicas:0"], says: "disks or disks:N, not 'replicas:0'"),
        Refusal(arguments: ["--durability", "none:1"], says: "disks or disks:N, not 'none:1'"),
        Refusal(arguments: ["--durability", "disks:"], says: "disks or disks:N, not 'disks:'"),
        Refusal(
            arguments: [], environment: ["SESSION_DURABILITY": "disk"],
            says: "SESSION_DURABILITY must be none, replicas:N, disks or disks:N, not 'disk'"),
        Refusal(
            arguments: [], environment: ["SESSION_READ_FROM_REPLICAS": "1"],
            says: "SESSION_READ_FROM_REPLICAS must be on or off, not '1'"),
        Refusal(
            arguments: ["--store", "memory", "--read-from-replicas"],
            says: "--read-from-replicas (SESSION_READ_FROM_REPLICAS) needs --store redis"),
        Refusal(
            arguments: ["--store", "memory"], environment: ["SESSION_DURABILITY": "disks"],
            says: "--durability (SESSION_DURABILITY) needs --store redis"),
        Refusal(
            arguments: ["--store", "redis", "--read-from-replicas", "--session-cache", "10"],
            says: "--read-from-replicas (SESSION_READ_FROM_REPLICAS) has no effect with --session-cache"),
        Refusal(
            arguments: ["--store", "redis", "--session-cache", "1"], environment: ["SESSION_READ_FROM_REPLICAS": "on"],
            says: "--read-from-replicas (SESSION_READ_FROM_REPLICAS) has no effect with --session-cache"),
        Refusal(arguments: ["--session-max-age", "0"], says: "--session-max-age must be a whole number of seconds"),
        Refusal(arguments: ["--threads", "0"], says: "--threads must be a number from 1 to 256, not '0'"),
        Refusal(arguments: ["--trust-proxy", "me"], says: "--trust-proxy must be address blocks"),
        Refusal(arguments: ["--trust-proxy", ""], says: "--trust-proxy must be address blocks such as 10.0.0.0/8"),
        Refusal(arguments: ["--trust-proxy", ","], says: "separated by commas, loopback or off, not ','"),
        Refusal(arguments: ["--trust-proxy", "10.0.0.0/+8"], says: "loopback or off, not '10.0.0.0/+8'"),
        Refusal(
            arguments: [], environment: ["TRUST_PROXY": "loopback,"], says: "loopback or off, not 'loopback,'"),
        Refusal(arguments: ["--log-level", "loud"], says: "--log-level must be trace, debug"),
        Refusal(arguments: ["--log-format", "xml"], says: "--log-format must be text or json, not 'xml'"),
        Refusal(
            arguments: ["--beer-api", "ftp://x/beer"],
            says: "--beer-api must be an http:// or https:// URL, not 'ftp://x/beer'"),
        Refusal(
            arguments: ["--beer-api", "http://a:99999/"],
            says: "--beer-api must be an http:// or https:// URL, not 'http://a:99999/'"),
        Refusal(arguments: ["--beer-api", "http://a:0/"], says: "http:// or https:// URL, not 'http://a:0/'"),
        Refusal(
            arguments: [], environment: ["BEER_API_URL": "http://u:1@[::1]:99999999999999999999"],
            says: "BEER_API_URL must be an http:// or https:// URL"),
        Refusal(
            arguments: [], environment: ["TLS_CERTIFICATE": "cert.pem", "SESSION_SECRET": "x"],
            says: "--tls-certificate and --tls-key (TLS_CERTIFICATE, TLS_KEY) come in pairs: 1 and 0 were given"),
        Refusal(
            arguments: ["--tls-key", "key.pem"], environment: ["SESSION_SECRET": "x"],
            says: "--tls-certificate and --tls-key (TLS_CERTIFICATE, TLS_KEY) come in pairs: 0 and 1 were given"),
        Refusal(
            arguments: ["--store", "memory", "--tls-certificate", "/none.pem", "--tls-key", "/none.pem"],
            environment: ["SESSION_SECRET": "a secret of these tests, 32 bytes"],
            says: "/none.pem can't be read"),
        Refusal(
            arguments: ["--redirect-port", "80"], says: "--redirect-port needs --tls-certificate and --tls-key"),
        Refusal(
            arguments: [], environment: ["BEER_API_URL": "beer"],
            says: "BEER_API_URL must be an http:// or https:// URL"),
        Refusal(
            arguments: [], environment: ["SESSION_SECRET_FILE": "/no/such/file"],
            says: "SESSION_SECRET_FILE: /no/such/file can't be read"),
        Refusal(
            arguments: [], environment: ["SESSION_SECRET_FILE": "README.md"],
            says: "SESSION_SECRET_FILE: README.md must hold the secret in one line"),
        Refusal(arguments: ["--environment", "staging"], says: "--environment must be development or production"),
        Refusal(
            arguments: ["--environment", "production"], environment: [:],
            says: "SESSION_SECRET must be set in production"),
        Refusal(
            arguments: ["--environment", "production"], environment: ["SESSION_SECRET": "a"],
            says:
                "SESSION_SECRET is too weak for production: it has 1 byte and needs 16 or more; 'openssl rand -hex 32'"),
        Refusal(
            arguments: [], environment: ["APP_ENV": "production", "SESSION_SECRET": String(repeating: "x", count: 64)],
            says: "SESSION_SECRET is too weak for production: it is one character again and again"),
        Refusal(
            arguments: [],
            environment: [
                "APP_ENV": "production", "SESSION_SECRET": "a secret of these tests, 32 bytes",
                "SESSION_SECRET_PREVIOUS": "keyboard cat",
            ], says: "SESSION_SECRET_PREVIOUS is too weak for production: it has 12 bytes and needs 16 or more"),
        Refusal(
            arguments: ["--redis", "redis://127.0.0.1"], environment: ["REDIS_PASSWORD_FILE": "/no/such/file"],
            says: "REDIS_PASSWORD_FILE: /no/such/file can't be read"),
        Refusal(arguments: ["--nonsense"], says: "Unknown option '--nonsense'"),
        Refusal(
            arguments: ["--host", "203.0.113.1", "--port", "0"], says: "listen on 203.0.113.1:0: Cannot assign",
            code: 69),
    ])
    func aMistakeIsOneClearLine(_ refusal: Refusal) async throws {
        let process = try ChildProcess(
            DemoServer.executable,
            refusal.arguments + (refusal.arguments.contains("--store") ? [] : ["--store", "memory"]),
            environment: refusal.environment)
        #expect(try await process.exitCode() == refusal.code)
        #expect(process.text.contains(refusal.says), "\(process.text)")
        #expect(process.text.split(separator: "\n").count == 1, "\(process.text)")
    }

    /// `hello` consists of little more than `try await app.run(host:port:)`.
    @Test func aPortThatIsTakenEndsAProgramWithOneLine() async throws {
        let server = try await DemoServer.start()
        let hello = URL(filePath: DemoServer.executable).deletingLastPathComponent().appending(path: "hello").path()
        let process = try ChildProcess(hello, ["--host", "127.0.0.1", "--port", "\(server.port)"])
        #expect(try await process.exitCode() == 69)
        #expect(process.text == "hello: listen on 127.0.0.1:\(server.port): Address already in use\n")
        let nowhere = try ChildProcess(hello, ["--host", "no such host", "--port", "0"])
        #expect(try await nowhere.exitCode() == 69)
        #expect(nowhere.text.hasPrefix("hello: no address for host 'no such host'"), "\(nowhere.text)")
        #expect(nowhere.text.split(separator: "\n").count == 1)
    }

    @Test(
        arguments: [
            (["--trust-proxy", "off"], ["TRUST_PROXY": "loopback"]), ([], ["TRUST_PROXY": "off"]),
            ([], ["TRUST_PROXY": "", "TLS_CERTIFICATE": "", "TLS_KEY": ""]),
            (["--session-cache", "1", "--durability", "none"], ["SESSION_READ_FROM_REPLICAS": "off"]),
            (["--beer-api", "http://user:99999@[::1]:65535/"], [:]), (["--beer-api", "http://a/:0?:99999"], [:]),
        ])
    func theseAreNoMistakes(arguments: [String], environment: [String: String]) async throws {
        _ = try await DemoServer.start(arguments, environment: environment)
    }

    @Test func aRandomSecretIsAnnounced() async throws {
        let server = try await DemoServer.start(environment: ["SESSION_SECRET": ""])
        #expect(try await server.process.wait(for: "made at random"))
    }

    @Test func theSecretMayLieInAFile() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try Data("a secret of these tests, 32 bytes\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let redis = try await RedisServer.start()
        let one = Browser(try await DemoServer.start(redis: redis))
        _ = try await one.pour()
        let server = try await DemoServer.start(
            redis: redis, environment: ["SESSION_SECRET": "", "SESSION_SECRET_FILE": file.path()])
        #expect(try await server.process.wait(for: "secret    from the file \(file.path())"))
        let other = Browser(server)
        other.cookie = one.cookie
        #expect(try await other.pour().views == 2)
    }

    @Test(arguments: [
        ("a", "SESSION_SECRET is too weak for production: it has 1 byte"),
        ("sixteen bytes 16", "SESSION_SECRET has 16 bytes: below 32 it must be random to withstand guessing"),
    ])
    func aSecretThatCanBeGuessedIsWarnedOfInDevelopment(_ secret: String, says: String) async throws {
        let server = try await DemoServer.start(environment: ["SESSION_SECRET": secret])
        #expect(try await server.process.wait(for: "warning beer-demo: \(says)"), "\(server.process.text)")
    }

    @Test func aWeakSecretInAFileIsRefusedInProduction() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
        try Data("short\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try ChildProcess(
            DemoServer.executable, ["--store", "memory"],
            environment: ["APP_ENV": "production", "SESSION_SECRET_FILE": file.path()])
        #expect(try await process.exitCode() == 64)
        #expect(process.text.contains("SESSION_SECRET_FILE is too weak for production: it has 5 bytes"))
    }

    @Test func goodSecretsAreServedInProductionWithoutAWord() async throws {
        let server = try await DemoServer.start(
            environment: [
                "APP_ENV": "production", "SESSION_SECRET": "a secret of these tests, 32 bytes",
                "SESSION_SECRET_PREVIOUS": "another secret of these tests, 40 bytes!",
            ])
        #expect(try await Browser(server).get("/healthz").status == 200)
        #expect(!server.process.text.contains("SECRET has") && !server.process.text.contains("too weak"))
    }

    @Test(arguments: [["--redis", "URL"], ["--redis=URL"]])
    func aPasswordIsMaskedInTheArguments(_ form: [String]) async throws {
        let redis = try await RedisServer.start(arguments: ["--requirepass", "pass:w@rd"])
        let url = "redis://:pass%3Aw@rd@127.0.0.1:\(redis.port)"
        let api = ["--beer-api", "http://ann:se:cret@127.0.0.1:1/beer"]
        let server = try await DemoServer.start(
            form.map { $0.replacingOccurrences(of: "URL", with: url) } + (form.count == 1 ? api : []), store: nil)
        if form.count == 1 {
            _ = try await server.process.wait(for: "http://")
        } else {
            #expect(try await Browser(server).pour().views == 1)
        }
        let line = try Data(contentsOf: URL(filePath: "/proc/\(server.process.identifier)/cmdline"))
        let arguments = String(decoding: line, as: UTF8.self)
        #expect(arguments.contains("redis://:***********@127.0.0.1:\(redis.port)"), "\(arguments)")
        #expect(try await server.process.wait(for: "a password in the arguments was masked"))
        if form.count == 1 { #expect(arguments.contains("http://ann:*******@127.0.0.1:1/beer"), "\(arguments)") }
        #expect(!server.process.text.contains("w@rd"))
    }

    @Test(arguments: [true, false])
    func thePasswordOfRedisMayStandApart(_ isInFile: Bool) async throws {
        let redis = try await RedisServer.start(arguments: ["--user", "beer", "on", ">secret", "~*", "&*", "+@all"])
        let file = FileManager.default.temporaryDirectory.appending(path: "password-\(UUID().uuidString)")
        try Data("secret\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let server = try await DemoServer.start(
            ["--redis", "redis://beer:@127.0.0.1:\(redis.port)"],
            environment: isInFile ? ["REDIS_PASSWORD_FILE": file.path()] : ["REDIS_PASSWORD": "secret"], store: nil)
        #expect(try await Browser(server).pour().views == 1)
        #expect(!server.process.text.contains("masked"))
    }

    /// No replica confirms the saves.
    @Test(arguments: [(["--durability", "replicas:1"], [:]), ([], ["SESSION_DURABILITY": "disks:1"])])
    func savesWaitForWhatDurabilityAsks(arguments: [String], environment: [String: String]) async throws {
        let redis = try await RedisServer.start()
        let server = try await DemoServer.start(redis: redis, arguments, environment: environment)
        #expect(try await Browser(server).get("/").status == 503)
        #expect(try await Browser(try await DemoServer.start(redis: redis)).get("/").status == 200)
    }

    @Test(arguments: [
        (["--read-from-replicas"], [:]), ([], ["SESSION_READ_FROM_REPLICAS": "on"]),
        (["--read-from-replicas", "--session-cache", "0"], ["SESSION_READ_FROM_REPLICAS": "off"]),
    ])
    func aLookIsServedByAReplica(arguments: [String], environment: [String: String]) async throws {
        let redis = try await RedisServer.start(arguments: ["--repl-diskless-sync-delay", "0"])
        let replica = try await redis.startReplica()
        let browser = Browser(try await DemoServer.start(redis: redis, arguments, environment: environment))
        #expect(try await browser.pour().views == 1)
        // The replicas are known a moment after the first read.
        try await eventually("a load from the replica") {
            #expect(try await browser.get("/").views == 1)
            return try await loads(replica) > 0
        }
        let plain = Browser(try await DemoServer.start(redis: redis))
        #expect(try await plain.pour().views == 1)
        let before = try await loads(replica)
        for _ in 0..<10 { #expect(try await plain.get("/").views == 1) }
        #expect(try await loads(replica) == before)
    }

    /// The number of GET commands that a server has run.
    private func loads(_ server: RedisServer) async throws -> Int {
        let text = try await server.cli("info", "commandstats")
        return text.firstMatch(of: /cmdstat_get:calls=(\d+)/).flatMap { Int($0.1) } ?? 0
    }

    @Test func logsCanBeJSONLines() async throws {
        let server = try await DemoServer.start(environment: ["LOG_FORMAT": "json"])
        let browser = Browser(server)
        _ = try await browser.pour()
        #expect(try await server.process.wait(for: "\"path\":\"/\""))
        for line in server.process.text.split(separator: "\n") {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard object?["path"] != nil else { continue }
            #expect(object?["method"] as? String == "POST")
            #expect(object?["status"] as? Int == 200)
            #expect(object?["ms"] is Double)
            #expect(object?["session"] as? String == browser.sessionID.map { String($0.prefix(8)) })
        }
    }

    @Test(arguments: [
        (["--help"], "--session-max-age 5"), (["help", "serve"], "[BEER_API_URL]"), (["--version"], "0.1.0"),
    ])
    func helpAndVersionEndWell(arguments: [String], says: String) async throws {
        let process = try ChildProcess(DemoServer.executable, arguments)
        #expect(try await process.exitCode() == 0)
        #expect(try await process.wait(for: says), "\(process.text)")
    }
}
