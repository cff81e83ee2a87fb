import Foundation
import TaproomNet
import TestSupport
import Testing

/// Attacks of a client, or of the reader of the log, on a whole server.
@Suite(.timeLimit(.minutes(1))) struct ResilienceTests {
    /// Each read of the server ends within a head, so its buffer is never empty.
    @Test func anEndlessPipelineTakesNoMemory() async throws {
        let server = try await DemoServer.start(["--log-level", "error"])
        let port = server.port
        let head = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 700))\r\n\r\n"
        let piece = Array(String(repeating: head, count: 100).utf8)
        let (before, after) = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            BackgroundThread.run { while let bytes = try? connection.receive(), !bytes.isEmpty {} }
            try connection.send(Array(piece.dropLast(7)))
            let before = try Self.residentKilobytes(server.process)
            for _ in 0..<400 { try connection.send(Array(piece.suffix(7) + piece.dropLast(7))) }
            let after = try Self.residentKilobytes(server.process)
            connection.finishSending()
            return (before, after)
        }
        #expect(after < before + 8 * 1024)
    }

    @Test func whoeverReadsTheLogMayGo() async throws {
        let server = try await DemoServer.start()
        try await server.process.hangUp { try await Self.ask(server) }
        for _ in 0..<3 { try await Self.ask(server) }
        #expect(server.process.isRunning)
    }

    /// Standard output and standard error share a pipe here, which holds 64 KiB.
    @Test(arguments: ["text", "json"]) func aLogThatNobodyReadsHoldsUpNothing(_ format: String) async throws {
        let server = try await DemoServer.start(["--log-format", format])
        try await server.process.stallReading { try await Self.fillTheLog(of: server) }
        server.process.resumeReading()
        #expect(try await server.process.wait(for: format == "text" ? "lines of this log were dropped" : "\"lines\":"))
        try await Self.ask(server)
    }

    @Test func aLogThatNobodyReadsDoesNotKeepTheServer() async throws {
        let server = try await DemoServer.start()
        try await server.process.stallReading {
            try await Self.fillTheLog(of: server)
            server.process.signal(SIGTERM)
            #expect(try await server.process.exitCode() == 0)
        }
    }

    /// Sends requests until the log exceeds the capacity of the pipe and the server's queue.
    private static func fillTheLog(of server: DemoServer) async throws {
        let port = server.port
        let target = "/healthz?\(String(repeating: "x", count: 1000))"
        let request = Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            for _ in 0..<3000 {
                try connection.send(request)
                #expect(try connection.receive().starts(with: Array("HTTP/1.1 200 ".utf8)))
            }
            connection.close()
        }
    }

    private static func ask(_ server: DemoServer) async throws {
        let port = server.port
        let response = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try connection.send(Array("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            return try connection.receiveAll()
        }
        #expect(response.starts(with: Array("HTTP/1.1 200 ".utf8)))
    }

    private static func residentKilobytes(_ process: ChildProcess) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.identifier)/status", encoding: .utf8)
        return try #require(status.firstMatch(of: /VmRSS:\s+(\d+)/).flatMap { Int($0.1) })
    }
}
