import Foundation
import Synchronization
import TaproomHTTP
import Testing

@testable import Taproom

/// The lines of the access log.
@Suite struct AccessLogTests {
    private func text(_ line: AccessLogLine, colours: Bool = false) -> String {
        var bytes: [UInt8] = []
        line.appendText(colours: colours, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func json(_ line: AccessLogLine, client: String = "192.0.2.1") throws -> [String: Any] {
        var bytes: [UInt8] = []
        line.appendJSON(client: client, at: 0, to: &bytes)
        #expect(bytes.last == 0x0a && bytes.count { $0 == 0x0a } == 1)
        return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func aLineHasMethodPathStatusTimeAndLabel() throws {
        let line = AccessLogLine(
            method: "GET", target: "/a?b=%20", status: .ok, microseconds: 12_345, label: "session"[...])
        #expect(text(line) == "GET /a?b=%20 200 12.34 ms session\n")
        let object = try json(line)
        #expect(object["time"] as? String == "1970-01-01T00:00:00.000Z")
        #expect(object["method"] as? String == "GET")
        #expect(object["path"] as? String == "/a?b=%20")
        #expect(object["status"] as? Int == 200)
        #expect(object["ms"] as? Double == 12.34)
        #expect(object["session"] as? String == "session")
        #expect(object["client"] as? String == "192.0.2.1")
        #expect(object["rejected"] == nil)
        #expect(object["request_id"] == nil)
    }

    /// Text from a client, a proxy or a handler can't start a new line or word.
    @Test func whatIsLoggedCannotForgeALine() throws {
        let evil = "/x\n\u{1b}[31m\u{85}\u{2028}\u{9b} \"y\\"
        let line = AccessLogLine(
            method: evil, target: evil, status: .ok, microseconds: 0, label: evil[...], isRejected: false)
        let escaped = #"/x\u000a\u001b[31m\u0085\u2028\u009b\u0020"y\"#
        #expect(text(line) == "\(escaped) \(escaped) 200 0.00 ms \(escaped)\n")
        let coloured = text(line, colours: true)
        #expect(coloured.components(separatedBy: escaped).count == 4)
        #expect(coloured.unicodeScalars.filter { $0 == "\n" }.count == 1)
        let object = try json(line, client: evil)
        for name in ["method", "path", "session", "client"] { #expect(object[name] as? String == evil) }
    }

    @Test(arguments: [
        ("GET /x HTTP/1.1\r\nHost", "GET", "/x"), ("GET /a b c HTTP/1.1\r\n", "GET", "/a"), ("", "-", "-"),
        ("\r\n", "-", "-"), ("GARBAGE\n", "GARBAGE", "-"), ("GET /pa", "GET", "/pa"),
        ("GET /" + String(repeating: "x", count: 9000), "GET", "/" + String(repeating: "x", count: 251) + "…"),
    ])
    func aRejectedRequestIsKnownByItsFirstLine(received: String, method: String, target: String) {
        let request = RejectedRequest(
            status: .badRequest, connection: ConnectionInfo(), received: Array(received.utf8)[...])
        #expect(request.method == method)
        #expect(request.target == target)
    }

    /// Records the requests that no middleware saw.
    private final class Observer: RejectionObserver {
        let rejected = Mutex<[String]>([])

        func respond(to request: Request, next: Next) async throws -> Response { await next(request) }

        func rejected(_ request: RejectedRequest) {
            let peer = request.connection.peerHost
            rejected.withLock { $0.append("\(request.method) \(request.target) \(request.status.code) \(peer)") }
        }
    }

    @Test func aRequestThatDoesNotArriveInTimeIsSeen() async throws {
        let app = Application()
        let observer = Observer()
        app.use(observer)
        app.settings.headerTimeout = .milliseconds(50)
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("GET /slow HTTP/1.1\r\nHo")
            #expect(connection.rest().hasPrefix("HTTP/1.1 408 "))
        }
        await server.stop()
        #expect(observer.rejected.withLock { $0 } == ["GET /slow 408 127.0.0.1"])
    }

    @Test func aConnectionTooManyIsSeen() async throws {
        let app = Application()
        let observer = Observer()
        app.use(observer)
        app.settings.connectionLimit = 0
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            #expect(connection.rest().hasPrefix("HTTP/1.1 503 "))
        }
        await server.stop()
        #expect(observer.rejected.withLock { $0 } == ["- - 503 127.0.0.1"])
    }

    @Test func aRequestsIDIsInJSONWhereOthersKnowIt() throws {
        let line = AccessLogLine(
            method: "GET", target: "/", status: .ok, microseconds: 0, label: nil, requestID: "a\"b")
        #expect(try json(line)["request_id"] as? String == "a\"b")
        #expect(text(line) == "GET / 200 0.00 ms\n")
    }

    @Test func aRejectedRequestIsMarked() throws {
        let line = AccessLogLine(
            method: "GET", target: "/x", status: .uriTooLong, microseconds: 0, label: nil, isRejected: true)
        #expect(text(line) == "GET /x 414 0.00 ms rejected\n")
        #expect(try json(line)["rejected"] as? Bool == true)
    }
}
