import TaproomTesting
import Testing

@testable import Taproom

/// Requests whose content the client compressed.
@Suite struct InflatedContentTests {
    private func app() -> Application {
        let app = Application()
        app.on(.post, "/collect", bodyLimit: 1_000_000) { request in
            let first = try await request.body.collect()
            let again = try await request.body.collect()
            #expect(first == again)
            #expect(request.body.length == first.count)
            return String(decoding: first, as: UTF8.self)
        }
        app.on(.post, "/stream", bodyLimit: 1_000_000) { request in
            #expect(request.body.length == nil)
            var text = ""
            for try await chunk in request.body {
                #expect(chunk.count <= 64 * 1024 && !chunk.isEmpty)
                text += String(decoding: chunk, as: UTF8.self)
            }
            return text
        }
        app.post("/form") { request in try await request.form()["a"] ?? "none" }
        return app
    }

    private func gzip(_ text: String) throws -> [UInt8] {
        try #require(GzipEncoder()).encode(Array(text.utf8), .finish)
    }

    private func post(
        _ client: TestClient, _ path: String, _ body: [UInt8], coding: String = "gzip", isChunked: Bool = false
    ) async throws -> TestResponse {
        var headers = [(name: "Content-Encoding", value: coding)]
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        var body = body
        if isChunked {
            headers.append(("Transfer-Encoding", "chunked"))
            let pieces = stride(from: 0, to: body.count, by: 100).map { body[$0..<min($0 + 100, body.count)] }
            body = pieces.flatMap { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + Array("\r\n".utf8) }
            body += Array("0\r\n\r\n".utf8)
        }
        return try await client.send(TestRequest(.post, path, headers: headers, body: body))
    }

    @Test(arguments: TestMode.allCases, [false, true])
    func compressedContentIsReadAsWhatItStandsFor(_ mode: TestMode, _ isChunked: Bool) async throws {
        try await app().test(mode) { client async throws in
            for text in ["", "short", (0..<20_000).map { "line \($0)" }.joined(separator: "\n")] {
                for path in ["/collect", "/stream"] {
                    let response = try await post(client, path, try gzip(text), isChunked: isChunked)
                    #expect(response.status == 200)
                    #expect(response.text == text)
                }
            }
            // The content consists of two members.
            let response = try await post(client, "/collect", try gzip("one, ") + gzip("two"), isChunked: isChunked)
            #expect(response.text == "one, two")
            #expect(try await post(client, "/form", try gzip("a=b"), coding: "X-Gzip").text == "b")
            #expect(try await post(client, "/form", Array("a=b".utf8), coding: "identity").text == "b")
        }
    }

    @Test(arguments: TestMode.allCases)
    func limitsCountWhatComesOut(_ mode: TestMode) async throws {
        try await app().test(mode) { client async throws in
            let bomb = try gzip(String(repeating: "x", count: 50_000_000))
            #expect(bomb.count < 100_000)
            #expect(try await post(client, "/collect", bomb).status == 413)
            #expect(try await post(client, "/form", bomb).status == 413)
            #expect(
                try await post(client, "/collect", try gzip(String(repeating: "x", count: 1_000_001))).status == 413)
            #expect(
                try await post(client, "/collect", try gzip(String(repeating: "x", count: 1_000_000))).status == 200)
        }
    }

    @Test func anotherCodingIsRefusedByName() async throws {
        try await app().test(.inProcess) { client async throws in
            for coding in ["br", "deflate", "gzip, gzip", "zstd"] {
                let response = try await post(client, "/collect", [1, 2, 3], coding: coding)
                #expect(response.status == 415)
                #expect(response["Accept-Encoding"] == "gzip")
            }
        }
    }

    @Test func whatIsNoGzipIsRefused() async throws {
        let whole = try gzip("some text that is long enough")
        var wrong = whole
        wrong[whole.count - 5] ^= 0xff
        try await app().test(.inProcess) { client async throws in
            for body in [Array("plain text".utf8), Array(whole.dropLast(3)), wrong, whole + [1, 2, 3], [0x1f]] {
                for path in ["/collect", "/stream"] {
                    #expect(try await post(client, path, body).status == 400)
                }
            }
        }
    }
}
