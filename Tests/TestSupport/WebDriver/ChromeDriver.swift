import Foundation
import TaproomHTTP
import TaproomNet
import TaproomTesting
import Testing

/// A chromedriver for a suite. It ends with the suite, and with it all browsers that it has started.
public final class ChromeDriver: Sendable {
    /// The chromedriver of the running suite.
    @TaskLocal public static var current: ChromeDriver?

    private let process: ChildProcess
    private let port: Int

    private init(process: ChildProcess, port: Int) {
        self.process = process
        self.port = port
    }

    /// Runs `body` with browsers that trust an authority and have their own home folder.
    ///
    /// - Parameters:
    ///   - home: a folder, in which the browsers' certificate store is made.
    ///   - authority: the path of the PEM file of an authority.
    public static func trusting(
        authority: String, home: String, _ body: () async throws -> Void
    ) async throws {
        let store = "\(home)/.pki/nssdb"
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        for arguments in [
            ["-N", "--empty-password"], ["-A", "-t", "C,,", "-n", "taproom", "-i", authority],
        ] {
            let process = try ChildProcess("/usr/bin/certutil", ["-d", "sql:\(store)"] + arguments)
            guard try await process.exitCode() == 0 else {
                throw TestSupportError(description: "certutil \(arguments): \(process.text)")
            }
        }
        let driver = try await start(environment: ["HOME": home])
        do {
            try await $current.withValue(driver) { try await body() }
        } catch {
            try await driver.stop()
            throw error
        }
        try await driver.stop()
    }

    static func start(environment: [String: String] = [:]) async throws -> ChromeDriver {
        var text = ""
        // The port that the system chooses is free for one of IPv4 and IPv6, and may be in use for the other.
        for _ in 0..<10 {
            let process = try ChildProcess("/usr/bin/chromedriver", ["--port=0"], environment: environment)
            if try await process.wait(for: "successfully on port"),
                let port = process.text.firstMatch(of: /successfully on port (\d+)/).flatMap({ Int($0.1) })
            {
                return ChromeDriver(process: process, port: port)
            }
            text = process.text
            guard text.contains("Address already in use") else { break }
        }
        throw TestSupportError(description: "chromedriver does not start: \(text)")
    }

    func stop() async throws {
        let _: String? = try? await send(.get, "/shutdown")
        if try await process.exitCode(within: 3) == nil { process.signal(SIGKILL) }
    }

    /// Sends a command of the WebDriver protocol, and decodes the value of the response.
    func send<Value: Decodable>(
        _ method: HTTPMethod, _ path: String, _ body: [String: Any] = [:], as type: Value.Type = Value.self
    ) async throws -> Value {
        let content = method == .post ? Array(try JSONSerialization.data(withJSONObject: body)) : []
        let response = try await exchange(
            TestRequest(method, path, headers: [("Content-Type", "application/json")], body: content))
        guard response.status == 200 else {
            throw TestSupportError(description: "\(method) \(path): \(response.text.prefix(600))")
        }
        return try JSONDecoder().decode(Answer<Value>.self, from: Data(response.body)).value
    }

    /// Reads exactly one response, because chromedriver keeps its connections open.
    private func exchange(_ request: TestRequest) async throws -> TestResponse {
        let port = port
        let bytes = request.bytes
        return try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try connection.send(bytes)
            var received: [UInt8] = []
            while true {
                let more = try connection.receive()
                guard !more.isEmpty else { throw TestSupportError(description: "chromedriver closes the connection") }
                received += more
                if let response = ResponseReader.parse(received, isHead: false) { return response }
            }
        }
    }

    private struct Answer<Value: Decodable>: Decodable {
        let value: Value
    }
}

/// Provides a suite with a chromedriver.
public struct WithChromeDriver: SuiteTrait, TestScoping {
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let driver = try await ChromeDriver.start()
        let result: Result<Void, any Error>
        do {
            result = .success(try await ChromeDriver.$current.withValue(driver) { try await function() })
        } catch {
            result = .failure(error)
        }
        try await driver.stop()
        try result.get()
    }
}

extension Trait where Self == WithChromeDriver {
    public static var chromeDriver: WithChromeDriver { WithChromeDriver() }
}
