import Foundation
import TaproomNet
import TestSupport
import Testing

/// The log lines of requests that no middleware sees.
@Suite(.timeLimit(.minutes(1))) struct RejectedRequestTests {
    @Test(arguments: [
        ("NO REQUEST\r\n\r\n", "NO REQUEST 400 0.00 ms rejected"),
        ("GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\n", "x… 414 0.00 ms rejected"),
        (
            "GET /y HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 70_000))\r\n",
            "GET /y 431 0.00 ms rejected"
        ),
        ("GET /z HTTP/3.0\r\nHost: a\r\n\r\n", "GET /z 505 0.00 ms rejected"),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "POST / 501 0.00 ms rejected"),
        ("\u{1b}[31m /\u{85} HTTP/1.1\r\n\r\n", "\\u001b[31m /\\u0085 400 0.00 ms rejected"),
    ])
    func aRequestThatIsRejectedHasALine(_ request: String, _ line: String) async throws {
        let server = try await DemoServer.start()
        let port = server.port
        _ = try await BackgroundThread.run {
            let connection = try BlockingConnection(port: port)
            try connection.send(Array(request.utf8))
            return try connection.receiveAll()
        }
        #expect(try await server.process.wait(for: line), "\(server.process.text)")
    }
}
