import Foundation
import TestSupport
import Testing

/// How the demo starts, or says why it does not.
@Suite struct StartTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = ["SESSION_SECRET": "x"]
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
        Refusal(arguments: ["--session-max-age", "0"], says: "--session-max-age must be a whole number of seconds"),
        Refusal(arguments: ["--threads", "0"], says: "--threads must be a number from 1 to 256, not '0'"),
        Refusal(arguments: ["--trust-proxy", "me"], says: "--trust-proxy must be address blocks"),
        Refusal(arguments: ["--log-level", "loud"], says: "--log-level must be trace, debug"),
        Refusal(arguments: ["--environment", "staging"], says: "--environment must be development or production"),
        Refusal(
            arguments: ["--environment", "production"], environment: [:],
            says: "SESSION_SECRET must be set in production"),
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
        try await Task.sleep(for: .milliseconds(50))
        #expect(process.text.contains(refusal.says), "\(process.text)")
        #expect(process.text.split(separator: "\n").count == 1, "\(process.text)")
    }

    @Test func aRandomSecretIsAnnounced() async throws {
        let server = try await DemoServer.start(environment: ["SESSION_SECRET": ""])
        #expect(try await server.process.wait(for: "made at random"))
    }

    @Test func helpAndVersionEndWell() async throws {
        for (flag, says) in [("--help", "--session-max-age"), ("--version", "0.1.0")] {
            let process = try ChildProcess(DemoServer.executable, [flag] + (flag == "--help" ? [] : []))
            #expect(try await process.exitCode() == 0)
            try await Task.sleep(for: .milliseconds(50))
            if flag == "--version" { #expect(process.text.contains(says)) }
        }
    }
}
