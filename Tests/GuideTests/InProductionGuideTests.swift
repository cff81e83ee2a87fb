import Foundation
import Logging
import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/InProduction.md.
@Suite(.timeLimit(.minutes(2))) struct InProductionGuideTests {
    private struct Program {
        func secret() throws -> String {
            let path = ProcessInfo.processInfo.environment["SESSION_SECRET_FILE"] ?? "secret"
            return try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
        }
    }

    /// This is only compiled, because a process configures its log once.
    private func log(_ app: Application) {
        LoggingSystem.bootstrap { TaproomLogHandler(label: $0, format: .json) }
        app.use(AccessLog(.json))
    }

    private func proxies(_ app: Application) {
        app.settings.trustedProxies = TrustedProxies("loopback, 10.1.0.0/16") ?? .none
    }

    private func limits(_ app: Application) {
        app.settings.bodyLimit = 5_000_000
        app.settings.connectionLimit = 20_000
        app.settings.headerTimeout = .seconds(5)
        app.settings.shutdownGrace = .seconds(30)
    }

    @Test func aSecretThatIsMissingIsAnError() {
        #expect(throws: (any Error).self) { try Program().secret() }
    }

    @Test(arguments: TestMode.allCases) func settings(_ mode: TestMode) async throws {
        let app = Application()
        proxies(app)
        limits(app)
        app.get("/") { request in request.clientAddress }
        app.post("/") { request in "\(try await request.body.collect().count)" }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/", headers: ["X-Forwarded-For": "192.0.2.7"]).text == "192.0.2.7")
            let large = [UInt8](repeating: 0, count: 1_100_000)
            #expect(try await client.post("/", body: large).text == "1100000")
        }
    }

    /// The defaults in the table.
    @Test func theDefaults() {
        let settings = ApplicationSettings()
        #expect(settings.requestLimits.requestLine == 8 * 1024)
        #expect(settings.requestLimits.headerSection == 32 * 1024)
        #expect(settings.requestLimits.fieldCount == 100)
        #expect(settings.bodyLimit == 1024 * 1024)
        #expect(settings.bodyMemoryLimit == 256 * 1024 * 1024)
        #expect(settings.headerTimeout == .seconds(10))
        #expect(settings.idleTimeout == .seconds(60))
        #expect(settings.stallTimeout == .seconds(30))
        #expect(settings.minimumRate == 256)
        #expect(settings.connectionLimit == 65_536 && settings.connectionLimitPerAddress == 16_384)
        #expect(settings.requestsPerConnection == 1_000_000)
        #expect(settings.shutdownGrace == .seconds(10))
    }
}
