import Glibc
import Synchronization
import Taproom
import TaproomNet
import TaproomTesting
import TestSupport
import Testing

/// Reads of a request's content: repeated, in pieces, or not at all.
@Suite(.timeLimit(.minutes(1))) struct RequestContentTests {
    private let app = Application()

    private struct ReadsForm: Middleware {
        func respond(to request: Request, next: Next) async throws -> Response {
            let form = try await request.form()
            var response = await next(request)
            response.headers["X-Seen"] = form["name"]
            return response
        }
    }

    init() {
        app.settings.threads = 1
        app.use("/form", ReadsForm())
        app.post("/form") { request in try await request.form()["name"] ?? "nothing" }
        app.post("/stream-twice") { request in
            var count = 0
            for try await chunk in request.body { count += chunk.count }
            do {
                _ = try await request.body.collect()
                return "\(count), then \(try await request.body.collect().count)"
            } catch let error as BodyError {
                return "\(count), then \(error)"
            }
        }
        app.post("/stream-part") { request in
            for try await _ in request.body { break }
            do {
                for try await _ in request.body { return "went on" }
                return "nothing"
            } catch BodyError.alreadyRead {
                return "alreadyRead"
            }
        }
        app.post("/collect-then-stream") { request in
            let bytes = try await request.body.collect()
            var streamed: [UInt8] = []
            for try await chunk in request.body { streamed += chunk }
            return "\(streamed == bytes)"
        }
        app.post("/ignore") { _ in "ignored" }
        app.get("/after") { _ in "after" }
        app.on(.post, "/limited", bodyLimit: 100) { request in "\(try await request.body.collect().count)" }
        app.post("/begin-first") { request in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("begun ")
                    for try await chunk in request.body { try await writer.write(chunk) }
                })
        }
        app.on(.post, "/echo", bodyLimit: 1 << 26) { request in
            Response(
                body: .stream(length: nil) { writer in
                    for try await chunk in request.body { try await writer.write(chunk) }
                })
        }
    }

    /// Sends a form in one piece or two. The response is the same.
    @Test(arguments: [false, true])
    func collectedContentCanBeReadAgain(_ inPieces: Bool) async throws {
        let text = try await post("/form", "name=ann", type: "application/x-www-form-urlencoded", inPieces: inPieces)
        #expect(text.contains("X-Seen: ann\r\n"))
        #expect(text.hasSuffix("\r\n\r\nann"))
    }

    @Test(arguments: [false, true])
    func aSecondReadOfAStreamIsAnError(_ inPieces: Bool) async throws {
        let twice = try await post("/stream-twice", "hello", inPieces: inPieces)
        #expect(twice.hasSuffix("5, then \(BodyError.alreadyRead)"))
        #expect(try await post("/stream-part", "hello", inPieces: inPieces).hasSuffix("\r\n\r\nalreadyRead"))
        #expect(try await post("/collect-then-stream", "hello", inPieces: inPieces).hasSuffix("\r\n\r\ntrue"))
    }

    /// The same without a socket, in pieces or not.
    @Test(arguments: [nil, 1, 3])
    func contentInPiecesIsReadAlikeWithoutASocket(_ pieces: Int?) async throws {
        try await app.test(.inProcess) { client in
            func post(_ path: String, _ body: String, type: String = "text/plain") async throws -> TestResponse {
                var request = TestRequest(.post, path, headers: [("Content-Type", type)], body: Array(body.utf8))
                request.pieceSize = pieces
                return try await client.send(request)
            }
            let form = try await post("/form", "name=ann", type: "application/x-www-form-urlencoded")
            #expect(form.text == "ann")
            #expect(form["X-Seen"] == "ann")
            #expect(try await post("/stream-twice", "hello").text == "5, then \(BodyError.alreadyRead)")
            #expect(try await post("/stream-part", "hello").text == "alreadyRead")
            #expect(try await post("/collect-then-stream", "hello").text == "true")
        }
    }

    /// - Parameter inPieces: whether the content arrives while the server waits for it.
    private func post(
        _ path: String, _ body: String, type: String = "text/plain", inPieces: Bool
    ) async throws -> String {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let head =
            "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
        let text = try await RawClient.connect(server.port) { connection in
            if inPieces {
                // 100 Continue shows that the server waits for the content.
                try connection.send(head + "Expect: 100-continue\r\n\r\n")
                #expect(String(decoding: try connection.receive(), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
                for byte in body.utf8 { try connection.send([byte]) }
            } else {
                try connection.send(head + "\r\n" + body)
            }
            return try connection.response()
        }
        await server.stop()
        return text
    }

    @Test(arguments: [1, 100_000, 256 * 1024])
    func contentThatNobodyReadsDoesNotEndTheConnection(_ count: Int) async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let body = String(repeating: "x", count: count)
        try await RawClient.connect(server.port) { connection in
            try connection.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
            #expect(try connection.response().hasSuffix("ignored"))
            try connection.send(body + "GET /after HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.response().hasSuffix("after"))
            let chunks = "\(String(count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
            try connection.send("POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
            #expect(try connection.response().hasSuffix("ignored"))
            try connection.send("GET /after HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.response().hasSuffix("after"))
        }
        await server.stop()
    }

    /// A client that never stops sending gets its response, and no reset while it has not closed.
    @Test func aRefusedUploadIsAnsweredWithoutAReset() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            let count = 8 * 1024 * 1024
            try connection.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n")
            // Bytes that the server does not read fill the kernel's buffers. Then the client looks for a response.
            var sent = 0
            while sent < count, try connection.sendIfRoom([UInt8](repeating: 0x78, count: 65536)) { sent += 65536 }
            let answer = try connection.receiveAll()
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 404"))
            #expect(sent < count)
        }
        await server.stop()
    }

    @Test func theInvitationComesBeforeTheHeadOrNever() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let body = [UInt8](repeating: 0x78, count: 3_000_000)
        let received = try await RawClient.connect(server.port) { connection in
            try connection.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(body.count)\r\n\r\n")
            let invitation = String(decoding: try connection.receive(), as: UTF8.self)
            #expect(invitation == "HTTP/1.1 100 Continue\r\n\r\n")
            BackgroundThread.run { try? connection.send(body) }
            return try connection.receiveAll()
        }
        let text = String(decoding: received, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(!text.contains("100 Continue"))
        #expect(text.utf8.count { $0 == 0x78 } >= body.count)
        await server.stop()
    }

    @Test func aHeadThatHasLeftIsNotFollowedByAnInvitation() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let text = try await RawClient.connect(server.port) { connection in
            try connection.send(
                "POST /begin-first HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 5\r\n\r\n")
            var begin = ""
            while !begin.contains("begun") { begin += String(decoding: try connection.receive(), as: UTF8.self) }
            try connection.send("hello")
            return begin + connection.rest()
        }
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.hasSuffix("5\r\nhello\r\n0\r\n\r\n"))
        #expect(!text.contains("100 Continue"))
        await server.stop()
    }

    /// The last piece counts like the others, however it arrives.
    @Test(arguments: [(100, "HTTP/1.1 200 "), (101, "HTTP/1.1 413 "), (150, "HTTP/1.1 413 ")])
    func contentWithoutALengthHasTheSameLimit(_ count: Int, _ expected: String) async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let answer = try await RawClient.connect(server.port) { connection in
            try connection.send(
                "POST /limited HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
            #expect(String(decoding: try connection.receive(), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            let piece = { (count: Int) in "\(String(count, radix: 16))\r\n\(String(repeating: "x", count: count))\r\n" }
            try connection.send(piece(60) + piece(count - 60) + "0\r\n\r\n")
            return try connection.response()
        }
        #expect(answer.hasPrefix(expected))
        await server.stop()
    }

    @Test func eachRequestOfAConnectionIsInvited() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            for _ in 0..<3 {
                try connection.send(
                    "POST /collect-then-stream HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
                )
                let invitation = String(decoding: try connection.receive(), as: UTF8.self)
                #expect(invitation == "HTTP/1.1 100 Continue\r\n\r\n")
                try connection.send("hello")
                #expect(try connection.response().hasSuffix("\r\n\r\ntrue"))
            }
        }
        await server.stop()
    }

    /// Content without a length is discarded up to a limit.
    @Test func aConnectionEndsBehindTooMuchContentThatNobodyReads() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let rest = try await RawClient.connect(server.port) { connection in
            try connection.send("POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(try connection.response().hasSuffix("ignored"))
            let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
            try connection.send(String(repeating: chunk, count: 80) + "0\r\n\r\nGET /after HTTP/1.1\r\nHost: a\r\n\r\n")
            return connection.rest()
        }
        #expect(rest == "")
        await server.stop()
    }

    @Test func contentReadAfterTheResponseIsAnError() async throws {
        let late = LateReader()
        let app = Application()
        app.settings.threads = 1
        app.post("/late") { request in
            late.keep(request.body)
            return "done"
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("POST /late HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try connection.response().hasSuffix("done"))
            try connection.send("world")
            try connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try connection.response().hasPrefix("HTTP/1.1 404"))
        }
        await #expect(throws: BodyError.responseEnded) { try await late.collect() }
        await server.stop()
    }

    /// A task that still reads after its handler has returned gets an error, and the response arrives.
    @Test func aTaskThatOutlivesItsHandlerLosesTheContent() async throws {
        let outcome = Gate()
        let app = Application()
        app.settings.threads = 1
        app.post("/leave") { request in
            let body = UnsafeBody(request.body)
            Task {
                await #expect(throws: BodyError.responseEnded) { try await body.collect() }
                outcome.open()
            }
            try await eventually("the task to read") { body.isReading }
            return Response(body: .bytes([UInt8](repeating: 0x61, count: 4_000_000)))
        }
        let server = try await app.start(host: "127.0.0.1", port: 0)
        try await RawClient.connect(server.port) { connection in
            try connection.send("POST /leave HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(connection.rest().utf8.count { $0 == 0x61 } >= 4_000_000)
        }
        await outcome.pass()
        await server.stop()
    }

    /// Passes a body to a task to which it does not belong.
    private final class UnsafeBody: @unchecked Sendable {
        private let body: RequestBody
        private let begun = Atomic(false)

        init(_ body: RequestBody) {
            self.body = body
        }

        var isReading: Bool { begun.load(ordering: .sequentiallyConsistent) }

        func collect() async throws {
            for try await _ in body { begun.store(true, ordering: .sequentiallyConsistent) }
        }
    }

    /// Keeps a body that a handler should not keep.
    private final class LateReader: @unchecked Sendable {
        private var body: RequestBody?

        func keep(_ body: RequestBody) {
            self.body = body
        }

        /// Reads the body and releases it, because it refers to the application, whose handler refers to the reader.
        func collect() async throws {
            defer { body = nil }
            _ = try await body?.collect()
        }
    }
}
