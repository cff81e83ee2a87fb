import Foundation
import Synchronization
import Taproom
import TaproomNet
import TestSupport
import Testing

/// Requests and responses over TLS.
@Suite(.timeLimit(.minutes(2))) struct HTTPSTests {
    private func application() -> Application {
        let app = Application()
        app.use(SecurityHeaders())
        app.get("/") { request in "\(request.scheme) \(request.isSecure)" }
        app.post("/length", bodyLimit: 10_000_000) { request in "\(try await request.body.collect().count)" }
        app.get("/large") { _ in String(repeating: "0123456789abcdef", count: 200_000) }
        app.get("/pieces") { _ in
            Response.stream(contentType: "text/plain") { writer in
                for number in 0..<100 { try await writer.write("\(number);") }
            }
        }
        return app
    }

    /// Sends another request. Once it is handled, the server's only loop has noticed everything that was sent before.
    private static func ask(_ port: Int, _ client: TLSClientContext) throws {
        let connection = try BlockingConnection(port: port, tls: .init(client))
        defer { connection.close() }
        try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        _ = try connection.receiveAll()
    }

    @Test(arguments: [false, true])
    func aRequestIsAnsweredByEitherVersion(_ avoidsTLS13: Bool) async throws {
        let https = try await HTTPSFixture.start(application())
        let client = try https.client { $0.avoidsTLS13 = avoidsTLS13 }
        let (version, text) = try await https.connect(client) { connection in
            try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return (connection.session?.version, connection.rest())
        }
        #expect(version == (avoidsTLS13 ? "TLSv1.2" : "TLSv1.3"))
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.hasSuffix("\r\n\r\nhttps true"))
        #expect(text.contains("\r\nStrict-Transport-Security: max-age=31536000\r\n"))
        await https.server.stop()
    }

    @Test func contentOfManyRecordsArrivesWhole() async throws {
        let https = try await HTTPSFixture.start(application())
        let large = try await https.get("/large")
        #expect(large.count > 3_200_000 && large.hasSuffix(String(repeating: "0123456789abcdef", count: 1000)))
        let pieces = try await https.get("/pieces")
        #expect(pieces.contains("\r\n99;") || pieces.contains("99;"))
        let length = try await https.connect { connection in
            let count = 3_000_000
            try connection.send(
                "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\nConnection: close\r\n\r\n")
            for _ in 0..<3 { try connection.send([UInt8](repeating: 0x61, count: count / 3)) }
            return connection.rest()
        }
        #expect(length.hasSuffix("\r\n\r\n3000000"))
        await https.server.stop()
    }

    @Test func pipelinedRequestsInOneRecordAreAllAnswered() async throws {
        let https = try await HTTPSFixture.start(application())
        // The content exceeds the reader's buffer, so that decrypted requests wait while the socket is empty.
        let count = 1000
        let text = try await https.connect { connection in
            let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try connection.send(String(repeating: request, count: count - 1))
            try connection.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
        #expect(text.components(separatedBy: "https true").count == count + 1)
        await https.server.stop()
    }

    /// Of two records that arrived together, the second one is read without an event of the socket, which has received
    /// a third one by then.
    @Test(arguments: [false, true])
    func whatArrivesWhileARequestIsAnsweredIsReadBehindTheOneThatWaits(_ avoidsTLS13: Bool) async throws {
        let app = application()
        app.settings.threads = 1
        let gate = Gate()
        app.get("/slow") { _ in
            await gate.pass()
            return "slow"
        }
        let https = try await HTTPSFixture.start(app)
        let client = try https.client { $0.avoidsTLS13 = avoidsTLS13 }
        async let text = https.connect(client) { connection in
            let requests = ["/slow", "/"].map { Array("GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n".utf8) }
            try connection.send(records: requests)
            try blockUntil("the slow request to be answered") { gate.arrived == 1 }
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try Self.ask(connection.port, client)
            gate.open()
            return connection.rest()
        }
        #expect(try await text.components(separatedBy: "https true").count == 3)
        await https.server.stop()
    }

    @Test func recordsOfOneByteHoldUpNobody() async throws {
        let app = application()
        app.settings.threads = 1
        let https = try await HTTPSFixture.start(app)
        let client = try https.client()
        let count = 200_000
        async let greedy = https.connect(client) { connection in
            try connection.send(
                "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\nConnection: close\r\n\r\n")
            for _ in 0..<(count / 1000) { try connection.send(records: Array(repeating: [0x61], count: 1000)) }
            return connection.rest()
        }
        // Each request would wait for all of its content.
        for _ in 0..<20 {
            let text = try await https.get("/", client)
            #expect(text.hasSuffix("https true"))
        }
        #expect(try await greedy.hasSuffix("\r\n\r\n\(count)"))
        await https.server.stop()
    }

    @Test func filesAreServedWithRangesAndConditions() async throws {
        let folder = try Folder()
        let content = (0..<200_000).map { "\($0)\n" }.joined()
        try folder.write("numbers.txt", content)
        let app = application()
        app.use(try StaticFiles(folder.path))
        let https = try await HTTPSFixture.start(app)
        let whole = try await https.get("/numbers.txt")
        #expect(whole.components(separatedBy: "\r\n\r\n").last == content)
        let range = try await https.connect { connection in
            try connection.send(
                "GET /numbers.txt HTTP/1.1\r\nHost: a\r\nRange: bytes=1000-100999\r\nConnection: close\r\n\r\n")
            return connection.rest()
        }
        #expect(range.hasPrefix("HTTP/1.1 206"))
        #expect(range.components(separatedBy: "\r\n\r\n").last == String(content.dropFirst(1000).prefix(100_000)))
        await https.server.stop()
    }

    @Test func aPlainRequestIsToldThatThePortSpeaksHTTPS() async throws {
        let https = try await HTTPSFixture.start(application())
        let text = try await https.connectPlain { connection in
            try connection.send(RawClient.get)
            return connection.rest()
        }
        #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(text.hasSuffix("This port speaks HTTPS; the request came without TLS.\n"))
        await https.server.stop()
    }

    @Test func aClientThatEndsItsSessionStillGetsTheResponse() async throws {
        let app = application()
        let gates = [Gate(), Gate()]
        app.settings.threads = 1
        app.get("/later/:index") { request in
            await gates[try request.parameters.require("index", as: Int.self)].pass()
            return "later"
        }
        let https = try await HTTPSFixture.start(app)
        let client = try https.client()
        for (index, endsSession) in [true, false].enumerated() {
            let text = try await https.connect(client) { connection in
                try connection.send("GET /later/\(index) HTTP/1.1\r\nHost: a\r\n\r\n")
                if endsSession { try connection.endSession() }
                connection.finishSending()
                try Self.ask(connection.port, client)
                gates[index].open()
                return connection.rest()
            }
            #expect(text.hasSuffix("later"), "\(endsSession)")
        }
        await https.server.stop()
    }

    @Test func contentThatIsCutOffIsNotTakenForAll() async throws {
        let lengths = Mutex<[Int]>([])
        let app = Application()
        app.post("/length") { request in
            let count = try await request.body.collect().count
            lengths.withLock { $0.append(count) }
            return "\(count)"
        }
        let https = try await HTTPSFixture.start(app)
        let heads = ["Content-Length: 100", "Transfer-Encoding: chunked"]
        for head in heads {
            for endsSession in [true, false] {
                _ = try await https.connect { connection in
                    try connection.send("POST /length HTTP/1.1\r\nHost: a\r\n\(head)\r\n\r\n5\r\nhello\r\n")
                    if endsSession { try connection.endSession() }
                    connection.finishSending()
                    return connection.rest()
                }
            }
        }
        await https.server.stop()
        #expect(lengths.withLock { $0 } == [])
    }

    @Test func theEndOfAConnectionIsTold() async throws {
        let https = try await HTTPSFixture.start(application())
        // `receiveAll` throws if the connection ends without the session.
        let text = try await https.connect { connection in
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(text.hasSuffix("https true"))
        await https.server.stop()
    }

    @Test func theProtocolIsAgreedUpon() async throws {
        let https = try await HTTPSFixture.start(application())
        let both = try https.client { $0.protocols = ["h2", "http/1.1"] }
        #expect(try await https.get("/", both).hasSuffix("https true"))
        let other = try https.client { $0.protocols = ["h2"] }
        await #expect(throws: TLSError.self) { _ = try await https.get("/", other) }
        await https.server.stop()
    }

    @Test func theServerChecksOutForItsNameOnly() async throws {
        let https = try await HTTPSFixture.start(application())
        #expect(try await https.get("/", name: "127.0.0.1").hasSuffix("https true"))
        for other in ["example.org", "127.0.0.2"] {
            await #expect(throws: TLSError.self) { _ = try await https.get("/", name: other) }
        }
        let stranger = try TLSClientContext()
        await #expect(throws: TLSError.self) { _ = try await https.get("/", stranger) }
        await https.server.stop()
    }

    @Test func eventsArriveOneByOneAndEndWithTheServer() async throws {
        let app = application()
        app.get("/events") { _ in
            Response.events { events in
                try await events.send("first")
                try await untilCancelled()
            }
        }
        let https = try await HTTPSFixture.start(app)
        let server = https.server
        let first = Gate()
        async let text = https.connect { connection in
            try connection.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            var text = ""
            while !text.contains("first") { text += String(decoding: try connection.receive(), as: UTF8.self) }
            first.open()
            return text + connection.rest()
        }
        await first.pass()
        await server.stop()
        #expect(try await text.contains("data: first"))
    }
}
