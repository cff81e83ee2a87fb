import Foundation
import Taproom
import TaproomTesting
import TestSupport
import Testing

/// Responses compressed with gzip, and decompressed by the program of that name.
@Suite struct CompressionTests {
    private let app = Application()
    private let text = String(repeating: "a line of text that repeats\n", count: 200)

    init() throws {
        let text = text
        app.use(Compression())
        app.get("/long") { _ in text }
        app.get("/short") { _ in "short" }
        app.get("/image") { _ in Response(contentType: "image/png", body: .text(text)) }
        app.get("/packed") { _ in
            var response = Response(text)
            response.headers["Content-Encoding"] = "br"
            return response
        }
        app.get("/kept") { _ in
            var response = Response(text)
            response.headers["Cache-Control"] = "no-transform"
            return response
        }
        app.get("/tagged") { _ in
            var response = Response(text)
            response.headers["ETag"] = "\"1\""
            response.headers["Vary"] = "Cookie"
            return response
        }
        app.get("/stream") { _ in
            Response(
                contentType: "text/plain",
                body: .stream(length: nil) { writer in
                    for line in text.split(separator: "\n") { try await writer.write(line + "\n") }
                })
        }
    }

    private func unpack(_ bytes: [UInt8]) async throws -> String {
        let folder = try Folder()
        try Data(bytes).write(to: folder.url.appending(path: "x.gz"))
        let gzip = try ChildProcess("/usr/bin/gzip", ["-dc", folder.path + "/x.gz"])
        #expect(try await gzip.exitCode() == 0)
        return gzip.text
    }

    /// Each loop keeps its encoder, which must not contain data of the last response.
    @Test func oneLoopPacksManyResponses() async throws {
        app.settings.threads = 1
        try await app.test(.live) { client async throws in
            for path in ["/long", "/tagged", "/long"] {
                let response = try await client.get(path, headers: [("Accept-Encoding", "gzip")])
                #expect(response["Content-Encoding"] == "gzip")
                #expect(try await unpack(response.body) == text)
            }
        }
    }

    @Test(arguments: TestMode.allCases, ["/long", "/stream", "/tagged"])
    func longTextIsPacked(_ mode: TestMode, _ path: String) async throws {
        try await app.test(mode) { client async throws in
            let response = try await client.get(path, headers: [("Accept-Encoding", "gzip, deflate, br")])
            #expect(response["Content-Encoding"] == "gzip")
            #expect(response["Vary"] == (path == "/tagged" ? "Cookie, Accept-Encoding" : "Accept-Encoding"))
            if path != "/stream" { #expect(response.body.count < text.utf8.count / 4) }
            #expect(try await unpack(response.body) == text)
            if path == "/tagged" { #expect(response["ETag"] == "W/\"1\"") }
        }
    }

    @Test(arguments: ["/short", "/image", "/packed", "/kept"])
    func otherContentIsNot(_ path: String) async throws {
        try await app.test(.inProcess) { client async throws in
            let response = try await client.get(path, headers: [("Accept-Encoding", "gzip")])
            #expect(response["Content-Encoding"] == (path == "/packed" ? "br" : nil))
        }
    }

    @Test func thoseWhoDoNotTakeItGetTextAndTheirCachesKnow() async throws {
        try await app.test(.live) { client async throws in
            let response = try await client.get("/long")
            #expect(response.text == text)
            #expect(response["Vary"] == "Accept-Encoding")
        }
    }

    /// A 304 has the fields that the 200 would have (RFC 9110 §15.4.5), except those about the content that it lacks.
    @Test(arguments: TestMode.allCases, ["gzip", ""])
    func what304SaysIsWhat200Said(_ mode: TestMode, _ coding: String) async throws {
        let folder = try Folder()
        try folder.write("text.txt", text)
        try folder.write("short.txt", "short")
        try folder.write("image.png", text)
        try folder.write("large.txt", String(repeating: "x", count: 300_000))
        let app = Application()
        app.use(Compression())
        app.use(try StaticFiles(folder.path, cacheControl: "max-age=60"))
        try await app.test(mode) { client async throws in
            for name in ["text.txt", "short.txt", "image.png", "large.txt"] {
                let first = try await client.get("/" + name, headers: [("Accept-Encoding", coding)])
                let tag = try #require(first["ETag"])
                #expect(tag.hasPrefix("W/") == (name == "text.txt" && coding == "gzip"))
                #expect(first["Vary"] == (name == "text.txt" ? "Accept-Encoding" : nil))
                let again = try await client.get(
                    "/" + name, headers: [("Accept-Encoding", coding), ("If-None-Match", tag)])
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
                for field in ["ETag", "Vary", "Cache-Control"] {
                    #expect(again[field] == first[field], "\(name)")
                }
                for field in ["Content-Type", "Content-Length", "Content-Encoding"] {
                    #expect(again[field] == nil, "\(name)")
                }
            }
        }
    }

    /// Content-Range counts the bytes of the file.
    @Test(arguments: TestMode.allCases) func aPartOfAFileIsSentAsItIs(_ mode: TestMode) async throws {
        let folder = try Folder()
        try folder.write("text.txt", text)
        let app = Application()
        app.use(Compression())
        app.use(try StaticFiles(folder.path))
        try await app.test(mode) { client async throws in
            let response = try await client.get(
                "/text.txt", headers: [("Accept-Encoding", "gzip"), ("Range", "bytes=100-3099")])
            #expect(response.status == .partialContent)
            #expect(response["Content-Encoding"] == nil)
            #expect(response["Content-Range"] == "bytes 100-3099/\(text.utf8.count)")
            #expect(response.text == String(text.dropFirst(100).prefix(3000)))
        }
    }

    @Test func a304OfAHandlerMayTellWhatThe200WouldHaveHad() async throws {
        let text = text
        app.get("/304") { _ in
            var response = Response(status: .notModified, contentType: "text/plain", body: .text(text))
            response.headers["ETag"] = "\"1\""
            return response
        }
        app.get("/304/bare") { _ in
            var response = Response(status: .notModified)
            response.headers["ETag"] = "\"1\""
            return response
        }
        try await app.test(.live) { client async throws in
            let response = try await client.get("/304", headers: [("Accept-Encoding", "gzip")])
            #expect(response["ETag"] == "W/\"1\"")
            #expect(response["Vary"] == "Accept-Encoding")
            #expect(response["Content-Type"] == nil)
            let bare = try await client.get("/304/bare", headers: [("Accept-Encoding", "gzip")])
            #expect(bare["ETag"] == "\"1\"")
            #expect(bare["Vary"] == nil)
        }
    }
}
