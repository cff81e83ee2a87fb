import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// Malformed, slow and excessive clients.
@Suite(.timeLimit(.minutes(2))) struct LimitsTests {
    private let app = Application()

    init() {
        app.settings.threads = 1
        app.get("/") { _ in "root" }
        app.on(.post, "/", bodyLimit: 64 * 1024 * 1024) { request in
            var chunks = 0
            var count = 0
            for try await chunk in request.body {
                chunks += 1
                count += chunk.count
            }
            return "\(count) \(chunks)"
        }
    }

    private func serve<Value: Sendable>(
        over transport: Transport = .plain, receiveBuffer: Int? = nil,
        _ body: @escaping @Sendable (BlockingConnection) throws -> Value
    ) async throws -> Value {
        try await transport.serve(app, receiveBuffer: receiveBuffer, body)
    }

    @Test(arguments: ["G", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", "\r\nG"], Transport.allCases)
    func aHeadThatDoesNotEnd(_ bytes: String, _ transport: Transport) async throws {
        app.settings.headerTimeout = .milliseconds(200)
        let answer = try await serve(over: transport) { connection in
            try connection.send(bytes)
            return connection.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test(arguments: Transport.allCases)
    func aHeadThatComesInDrops(_ transport: Transport) async throws {
        app.settings.headerTimeout = .milliseconds(400)
        let answer = try await serve(over: transport) { connection in
            try connection.send("GET / HTTP/1.1\r\n")
            // Bytes trickle in until there is a response, which must not wait for their end.
            var drops = 0
            while drops < 500, !connection.isReadable(within: 20) {
                try connection.send("X: y\r\n")
                drops += 1
            }
            return (drops, connection.rest())
        }
        #expect(answer.0 < 500, "each drop gives the head new time")
        #expect(answer.1.hasPrefix("HTTP/1.1 408 "))
    }

    @Test(arguments: Transport.allCases)
    func theSecondHeadHasTheSameTime(_ transport: Transport) async throws {
        app.settings.headerTimeout = .milliseconds(200)
        let answer = try await serve(over: transport) { connection in
            try connection.send(RawClient.get + "GET /")
            return connection.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("HTTP/1.1 408 "))
    }

    @Test(arguments: ["", "\r", "\r\n"], Transport.allCases)
    func aConnectionThatSaysNothingIsClosed(_ emptyLines: String, _ transport: Transport) async throws {
        app.settings.headerTimeout = .milliseconds(100)
        let answer = try await serve(over: transport) { connection in
            try connection.send(emptyLines)
            return connection.rest()
        }
        #expect(answer == "")
    }

    @Test(arguments: Transport.allCases)
    func anIdleConnectionIsClosedWithoutAWord(_ transport: Transport) async throws {
        app.settings.idleTimeout = .milliseconds(100)
        let answer = try await serve(over: transport) { connection in
            try connection.send(RawClient.get)
            return connection.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.hasSuffix("\r\n\r\nroot"))
    }

    @Test(arguments: Transport.allCases)
    func contentThatStalls(_ transport: Transport) async throws {
        app.settings.stallTimeout = .milliseconds(200)
        let answer = try await serve(over: transport) { connection in
            try connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            return connection.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 "))
        #expect(answer.contains("Connection: close\r\n"))
    }

    @Test(
        arguments: ["Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nffff\r\n"], Transport.allCases)
    func contentBelowTheMinimumRate(_ rest: String, _ transport: Transport) async throws {
        app.settings.minimumRate = 10_000
        let answer = try await serve(over: transport) { connection in
            try connection.send("POST / HTTP/1.1\r\nHost: a\r\n" + rest)
            // Bytes trickle in until there is a response, which must not wait for their end.
            var drops = 0
            while drops < 300, !connection.isReadable(within: 100) {
                try connection.send("x")
                drops += 1
            }
            return (drops, connection.rest())
        }
        #expect(answer.0 < 300, "each drop gives the content new time")
        #expect(answer.1.hasPrefix("HTTP/1.1 408 "))
    }

    @Test(arguments: Transport.allCases)
    func slowContentAboveTheMinimumRateIsTaken(_ transport: Transport) async throws {
        app.settings.stallTimeout = .seconds(20)
        app.settings.minimumRate = 1
        let answer = try await serve(over: transport) { connection in
            try connection.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 60\r\n\r\n")
            // The pause is real, because the server measures the rate at which content arrives.
            for _ in 0..<60 {
                try connection.send("x")
                BackgroundThread.sleep(milliseconds: 100)
            }
            return connection.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("\r\n\r\n60 "))
    }

    /// The rate is 200 KB per second, for longer than every client's grace.
    @Test(arguments: Transport.allCases)
    func aStreamIsSentWholeToAReaderWhoTakesHisTime(_ transport: Transport) async throws {
        app.get("/long") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    for _ in 0..<100 { try await writer.write([UInt8](repeating: 0x78, count: 16 * 1024)) }
                })
        }
        let count = try await serve(over: transport) { connection in
            try connection.send("GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            var count = 0
            var due = 0
            // The pause is real, because the server measures the rate at which the client reads. With TLS a read returns
            // at most one record.
            while case let bytes = try connection.receive(atMost: due + 20_000 - count), !bytes.isEmpty {
                count += bytes.count
                guard count == due + 20_000 else { continue }
                due = count
                BackgroundThread.sleep(milliseconds: 100)
            }
            return count
        }
        #expect(count > 100 * 16 * 1024)
    }

    /// Adds a route whose response has no end.
    ///
    /// - Returns: the outcome of the stream's writes.
    private func streamsEndlessly() -> Outcome {
        let outcome = Outcome()
        app.get("/endless") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    do {
                        while true { try await writer.write([UInt8](repeating: 0x78, count: 64 * 1024)) }
                    } catch {
                        outcome.error.withLock { $0 = "\(error)" }
                        throw error
                    }
                })
        }
        return outcome
    }

    /// The kernel reports room only when much has been sent. Until then the server checks the acknowledged bytes.
    @Test(arguments: Transport.allCases)
    func aReaderWhoTakesALittleAtATimeIsNotTakenForOneWhoTakesNothing(_ transport: Transport) async throws {
        app.settings.stallTimeout = .milliseconds(500)
        let outcome = streamsEndlessly()
        // The buffer is so small that the window opens with every few reads.
        let (pieces, error) = try await serve(over: transport, receiveBuffer: 8 * 1024) { connection in
            try connection.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            var pieces = 0
            // Together they take longer than the time-out.
            while pieces < 60, try !connection.receive(atMost: 4000).isEmpty {
                pieces += 1
                BackgroundThread.sleep(milliseconds: 50)
            }
            // Bytes in the kernel's buffers can be read even if the server has given up.
            return (pieces, outcome.error.withLock { $0 })
        }
        #expect(pieces == 60)
        #expect(error == nil)
    }

    @Test(arguments: [false, true], Transport.allCases)
    func aReaderThatIsTooSlowIsDisconnected(_ takesSome: Bool, _ transport: Transport) async throws {
        if takesSome { app.settings.minimumRate = 1 << 30 } else { app.settings.stallTimeout = .milliseconds(200) }
        let outcome = streamsEndlessly()
        // The error is read while the client is still connected.
        let error = try await serve(over: transport) { connection in
            try connection.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            try blockUntil("an error of the stream") {
                if takesSome { _ = try? connection.receive(atMost: 100) }
                return outcome.error.withLock { $0 != nil }
            }
            return outcome.error.withLock { $0 }
        }
        #expect(error == "the client is gone")
    }

    @Test(arguments: [false, true])
    func connectionsOverTheLimit(_ isPerAddress: Bool) async throws {
        if isPerAddress { app.settings.connectionLimitPerAddress = 1 } else { app.settings.connectionLimit = 1 }
        let answers = try await serve { first in
            try first.send(RawClient.get)
            var answers = [try first.response()]
            let port = first.port
            let second = try BlockingConnection(port: port)
            answers.append(second.rest())
            first.close()
            // There is room once the server has noticed that the first connection has closed.
            try blockUntil("a place for the third connection") {
                let third = try BlockingConnection(port: port)
                try third.send(RawClient.get)
                return try third.response().hasPrefix("HTTP/1.1 200 ")
            }
            return answers
        }
        #expect(answers[0].hasPrefix("HTTP/1.1 200 "))
        #expect(answers[1].hasPrefix("HTTP/1.1 503 "))
        #expect(answers[1].contains("Connection: close\r\n"))
        #expect(answers[1].contains("Retry-After: 1\r\n"))
    }

    @Test func trustedProxiesAreNotLimitedByTheirAddress() async throws {
        app.settings.connectionLimitPerAddress = 1
        app.settings.trustedProxies = .loopback
        let answer = try await serve { first in
            try first.send(RawClient.get)
            _ = try first.response()
            let second = try BlockingConnection(port: first.port)
            try second.send(RawClient.get)
            return try second.response()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func requestsOfOneConnection() async throws {
        app.settings.requestsPerConnection = 2
        let answer = try await serve { connection in
            try connection.send(RawClient.get + RawClient.get + RawClient.get)
            return connection.rest()
        }
        #expect(answer.split(separator: "HTTP/1.1 200 ").count == 2)
        #expect(answer.split(separator: "Connection: close").count == 2)
    }

    /// One client's pipeline must not delay other clients.
    @Test func pipelinesTakeTurns() async throws {
        app.settings.pipelineLimit = 4
        let gate = Gate()
        let order = Outcome()
        app.get("/gate") { _ in
            gate.block()
            return "open"
        }
        app.get("/:name") { request in
            order.names.withLock { $0.append(request.parameters["name"] ?? "") }
            return "x"
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let port = server.port
        async let greedy = RawClient.connect(port) { connection in
            let one = "GET /greedy HTTP/1.1\r\nHost: a\r\n\r\n"
            try connection.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n" + String(repeating: one, count: 200))
            connection.finishSending()
            return connection.rest().split(separator: "HTTP/1.1 200 ").count
        }
        await gate.arrivals(1)
        let modest = try await RawClient.connect(port) { connection in
            try connection.send("GET /modest HTTP/1.1\r\nHost: a\r\n\r\n")
            gate.open()
            return try connection.response()
        }
        #expect(modest.hasPrefix("HTTP/1.1 200 "))
        #expect(try await greedy == 201)
        let names = order.names.withLock { $0 }
        #expect(names.firstIndex(of: "modest") ?? .max < 50)
        await server.stop()
    }

    /// A head that leaves little room in the buffer must not cause reads of a few bytes.
    @Test func contentBehindALongHead() async throws {
        let begun = Gate()
        app.use(Opener(gate: begun))
        let head = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 1000000\r\nX: "
        let answer = try await serve { connection in
            let padding = String(repeating: "x", count: 8191 - head.utf8.count - 4)
            try connection.send(head + padding + "\r\n\r\n")
            begun.block()
            try connection.send([UInt8](repeating: 0x79, count: 1_000_000))
            return connection.rest()
        }
        let words = answer.split(separator: "\r\n\r\n").last?.split(separator: " ").compactMap { Int($0) } ?? []
        #expect(words.first == 1_000_000)
        #expect(words.last ?? .max < 2000)
    }
}

/// Opens a gate when a request arrives.
private struct Opener: Middleware {
    let gate: Gate

    func respond(to request: Request, next: Next) async throws -> Response {
        gate.open()
        return await next(request)
    }
}

/// The result that a handler saw.
private final class Outcome: Sendable {
    let error = Mutex<String?>(nil)
    let names = Mutex<[String]>([])
}
