import Foundation
import Taproom
import TaproomTesting
import Testing

/// Request and response content that is never completely in memory.
@Suite struct StreamingTests {
    private let app = Application()

    init() {
        app.get("/numbers") { _ in
            Response(
                contentType: "text/plain",
                body: .stream(length: nil) { writer in
                    for number in 1...1000 { try await writer.write("\(number)\n") }
                })
        }
        app.get("/known") { _ in
            Response(
                body: .stream(length: 6) { writer in
                    try await writer.write("abc")
                    try await writer.write("def")
                })
        }
        app.get("/short") { _ in Response(body: .stream(length: 6) { try await $0.write("abc") }) }
        app.get("/long") { _ in Response(body: .stream(length: 2) { try await $0.write("abc") }) }
        app.get("/broken") { _ in
            Response(
                body: .stream(length: nil) { writer in
                    try await writer.write("abc")
                    throw HTTPError(.internalServerError)
                })
        }
        app.get("/events") { _ in
            Response.events { events in
                try await events.send("one\ntwo", event: "news", id: "1", retry: 500)
                try await events.sendComment("still here")
                try await events.send("a\r\nb\rc")
            }
        }
        app.on(.post, "/count", bodyLimit: 64 * 1024 * 1024) { request in
            var count = 0
            var largest = 0
            for try await chunk in request.body {
                count += chunk.count
                largest = max(largest, chunk.count)
            }
            return "\(count) \(largest <= 64 * 1024)"
        }
        app.post("/echo") { request in
            let bytes = try await request.body.collect()
            return Response(body: .bytes(bytes))
        }
        app.post("/ignore") { _ in "ignored" }
    }

    private let expected = (1...1000).map { "\($0)\n" }.joined()

    @Test(arguments: TestMode.allCases)
    func aStreamArrivesWhole(_ mode: TestMode) async throws {
        try await app.test(mode) { client async throws in
            let response = try await client.get("/numbers")
            #expect(response.text == expected)
            #expect(response["Content-Length"] == nil)
            #expect(try await client.get("/known").text == "abcdef")
        }
    }

    @Test func chunksAreFor11AndTheEndFor10() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let new = try await RawClient.exchange(
            server.port, Array("GET /numbers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
        #expect(String(decoding: new, as: UTF8.self).contains("Transfer-Encoding: chunked\r\n"))
        #expect(String(decoding: new, as: UTF8.self).hasSuffix("0\r\n\r\n"))
        let old = try await RawClient.exchange(
            server.port, Array("GET /numbers HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".utf8))
        let text = String(decoding: old, as: UTF8.self)
        #expect(!text.contains("Transfer-Encoding"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(text.hasSuffix("\r\n\r\n" + expected))
        let head = try await RawClient.exchange(
            server.port, Array("HEAD /numbers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
        #expect(String(decoding: head, as: UTF8.self).hasSuffix("\r\n\r\n"))
        // A response that breaks off does not look complete.
        for path in ["/short", "/broken"] {
            let bytes = try await RawClient.exchange(server.port, Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.hasSuffix("0\r\n\r\n"), "\(path)")
            if path == "/short" { #expect(text.contains("Content-Length: 6")) }
        }
        await server.stop()
    }

    @Test func aStreamThatFailsBeforeItsFirstByteIsA500() async throws {
        try await app.test(.live) { client async throws in
            let response = try await client.get("/long")
            #expect(response.status == 500)
            #expect(response.text == "Internal Server Error\n")
        }
    }

    /// The next response would be taken for the rest of the stream.
    @Test(arguments: ["/short", "/broken"]) func nothingFollowsAStreamThatIsNotWhole(_ path: String) async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let requests = [path, "/known"].map { "GET \($0) HTTP/1.1\r\nHost: a\r\n" }
        let bytes = try await RawClient.exchange(
            server.port, Array((requests[0] + "\r\n" + requests[1] + "Connection: close\r\n\r\n").utf8))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.contains("abc"))
        #expect(!text.contains("abcdef"))
        #expect(text.split(separator: "HTTP/1.1 ").count == 1)
        await server.stop()
    }

    /// Fields for the browser, such as a session's id, do not depend on the content.
    @Test func aStreamThatFailsBeforeItsFirstByteKeepsItsCookies() async throws {
        app.get("/cookies") { _ in
            var response = Response(body: .stream(length: nil) { _ in throw HTTPError(.forbidden, "too late") })
            response.headers.append("Set-Cookie", "a=1")
            response.headers.append("Set-Cookie", "b=2")
            response.headers["X-Other"] = "3"
            return response
        }
        try await app.test(.live) { client async throws in
            let response = try await client.get("/cookies")
            #expect(response.status == 403)
            #expect(response.values("Set-Cookie") == ["a=1", "b=2"])
            #expect(response["X-Other"] == "3")
        }
    }

    /// Fields that middleware has set on the response are kept, except those about its content.
    @Test func theErrorInPlaceOfAStreamKeepsTheResponsesFields() async throws {
        app.use { request, next in
            var response = await next(request)
            response.headers["Set-Cookie"] = "a=b"
            response.headers["Vary"] = "Cookie"
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["ETag"] = "\"1\""
            return response
        }
        try await app.test(.live) { client async throws in
            let response = try await client.get("/long")
            #expect(response.status == 500)
            #expect(response["Set-Cookie"] == "a=b")
            #expect(response["Vary"] == "Accept, Cookie")
            #expect(response["Cache-Control"] == "private, no-store")
            #expect(response["ETag"] == nil)
            #expect(response.values("Content-Type") == ["text/plain; charset=utf-8"])
        }
    }

    @Test func eventsAreAsTheStandardSays() async throws {
        try await app.test(.live) { client async throws in
            let response = try await client.get("/events")
            #expect(response["Content-Type"] == "text/event-stream")
            #expect(response["Cache-Control"] == "no-store")
            #expect(
                response.text
                    == "event: news\nid: 1\nretry: 500\ndata: one\ndata: two\n\n: still here\n\ndata: a\ndata: b\ndata: c\n\n"
            )
        }
    }

    @Test func aLargeBodyComesInPieces() async throws {
        try await app.test(.live) { client async throws in
            let body = String(repeating: "x", count: 20_000_000)
            let counted = try await client.post("/count", body: body)
            #expect(counted.text == "20000000 true", "\(counted.status) \(counted.text)")
            #expect(try await client.post("/echo", body: body).status == 413)
            #expect(try await client.post("/echo", body: "small").text == "small")
        }
    }

    @Test func aLargeBodyThatNobodyReadsEndsTheConnectionButNotTheResponse() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let body = String(repeating: "x", count: 300_000)
        let bytes = try await RawClient.exchange(
            server.port,
            Array("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200"))
        #expect(text.contains("Connection: close"))
        #expect(text.hasSuffix("ignored"))
        await server.stop()
    }

    @Test func theInvitationToSendIsSentWhenTheBodyIsWanted() async throws {
        let server = try await app.start(host: "127.0.0.1", port: 0)
        func exchange(_ path: String) async throws -> String {
            let head = Array(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n".utf8)
            let bytes = try await RawClient.exchange(
                server.port, head + Array("hello".utf8), cuts: [head.count], pause: 200, finish: true)
            return String(decoding: bytes, as: UTF8.self)
        }
        let wanted = try await exchange("/echo")
        #expect(wanted.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"))
        #expect(wanted.hasSuffix("hello"))
        #expect(try await exchange("/ignore").hasPrefix("HTTP/1.1 200 OK"))
        await server.stop()
    }
}
