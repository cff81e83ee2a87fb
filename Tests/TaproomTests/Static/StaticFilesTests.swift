import Foundation
import Taproom
import TaproomTesting
import TestSupport
import Testing

/// Files over HTTP: RFC 9110 §13 and §14, and paths that try to leave the folder.
@Suite struct StaticFilesTests {
    private let folder: Folder
    private let app = Application()

    init() throws {
        folder = try Folder()
        try folder.write("public/hello.txt", "0123456789")
        try folder.write("public/index.html", "<p>home</p>")
        try folder.write("public/docs/index.html", "<p>docs</p>")
        try folder.write("public/empty.css", "")
        try folder.write("public/.env", "secret")
        try folder.write("public/a b%.txt", "odd name")
        try folder.write("public/large.bin", String(repeating: "x", count: 300_000))
        try folder.write("secret.txt", "outside")
        let link = folder.url.appending(path: "public/out.txt").path()
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../secret.txt")
        let inside = folder.url.appending(path: "public/in.txt").path()
        try FileManager.default.createSymbolicLink(atPath: inside, withDestinationPath: "hello.txt")
        app.use(try StaticFiles(folder.path + "/public", cacheControl: "max-age=60"))
        app.get("/*") { _ in HTTPStatus.notFound }
    }

    @Test(arguments: TestMode.allCases)
    func aFileComesWithWhatItIs(_ mode: TestMode) async throws {
        try await app.test(mode) { client async throws in
            let response = try await client.get("/hello.txt")
            #expect(response.status == 200)
            #expect(response.text == "0123456789")
            #expect(response["Content-Type"] == "text/plain; charset=utf-8")
            #expect(response["Cache-Control"] == "max-age=60")
            #expect(response["Accept-Ranges"] == "bytes")
            #expect(response["ETag"]?.hasPrefix("\"") == true)
            #expect(response["Last-Modified"]?.hasSuffix("GMT") == true)
            let head = try await client.send(TestRequest(.head, "/hello.txt"))
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head["ETag"] == response["ETag"])
            #expect(try await client.get("/empty.css").body.isEmpty)
            #expect(try await client.get("/large.bin").body.count == 300_000)
            #expect(try await client.get("/in.txt").text == "0123456789")
            #expect(try await client.get("/a%20b%25.txt").text == "odd name")
        }
    }

    /// The file is not sent to a socket whose client has disconnected.
    @Test func aDownloadMayBreakOff() async throws {
        try folder.write("public/huge.bin", String(repeating: "x", count: 20_000_000))
        let server = try await app.start(host: "127.0.0.1", port: 0)
        for _ in 0..<5 {
            try await RawClient.connect(server.port) { connection in
                try connection.send("GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try connection.receive(atMost: 1000)
            }
        }
        let answer = try await RawClient.connect(server.port) { connection in
            try connection.send("GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n")
            return try connection.response()
        }
        #expect(answer.hasSuffix("0123456789"))
        await server.stop()
    }

    @Test(arguments: [
        "/../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/docs/../../secret.txt", "/..%5csecret.txt",
        "/..%2fsecret.txt", "/%252e%252e/secret.txt", "/out.txt", "/.env", "/%2eenv", "/docs/.%00", "/hello.txt%00.png",
        "/hello.txt/", "/hello.txt/x", "//etc/passwd", "/\\..\\secret.txt", "/docs%2findex.html",
        "/%c0%ae%c0%ae/secret.txt",
        "/./hello.txt/../../secret.txt", "/%", "/%zz", "/hello.txt%",
    ])
    func nothingElseIsReachable(_ path: String) async throws {
        try await app.test(.live) { client async throws in
            let response = try await client.get(path)
            #expect([400, 404].contains(response.status), "\(response.status)")
            #expect(!response.text.contains("outside") && !response.text.contains("secret\n"))
        }
    }

    @Test func foldersHaveAnIndexAndASlash() async throws {
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/").text == "<p>home</p>")
            #expect(try await client.get("/docs/").text == "<p>docs</p>")
            let redirect = try await client.get("/docs?a=1")
            #expect(redirect.status == 308)
            #expect(redirect["Location"] == "/docs/?a=1")
            // Two slashes at the start would mean another host.
            #expect(try await client.get("//docs")["Location"] == "/docs/")
        }
    }

    struct Condition: Sendable, CustomTestStringConvertible {
        let field: String
        let value: String
        let status: Int
        var testDescription: String { "\(field): \(value)" }
    }

    @Test(arguments: [
        Condition(field: "If-None-Match", value: "TAG", status: 304),
        Condition(field: "If-None-Match", value: "W/TAG", status: 304),
        Condition(field: "If-None-Match", value: "\"x\", TAG", status: 304),
        Condition(field: "If-None-Match", value: "*", status: 304),
        Condition(field: "If-None-Match", value: "\"x\"", status: 200),
        Condition(field: "If-Match", value: "TAG", status: 200),
        Condition(field: "If-Match", value: "*", status: 200),
        Condition(field: "If-Match", value: "\"a,b\", TAG", status: 200),
        Condition(field: "If-Match", value: "W/TAG", status: 412),
        Condition(field: "If-Match", value: "\"x\"", status: 412),
        Condition(field: "If-Modified-Since", value: "DATE", status: 304),
        Condition(field: "If-Modified-Since", value: "Sun, 06 Nov 1994 08:49:37 GMT", status: 200),
        Condition(field: "If-Modified-Since", value: "Sunday, 06-Nov-94 08:49:37 GMT", status: 200),
        Condition(field: "If-Modified-Since", value: "yesterday", status: 200),
        Condition(field: "If-Unmodified-Since", value: "DATE", status: 200),
        Condition(field: "If-Unmodified-Since", value: "Sun Nov  6 08:49:37 1994", status: 412),
    ])
    func conditions(_ condition: Condition) async throws {
        try await app.test(.inProcess) { client async throws in
            let plain = try await client.get("/hello.txt")
            let value = condition.value.replacingOccurrences(of: "TAG", with: plain["ETag"] ?? "")
                .replacingOccurrences(of: "DATE", with: plain["Last-Modified"] ?? "")
            let response = try await client.get("/hello.txt", headers: [(condition.field, value)])
            #expect(response.status.code == condition.status)
            if condition.status == 304 {
                #expect(response["ETag"] == plain["ETag"])
                #expect(response.body.isEmpty)
                #expect(response["Content-Type"] == nil)
            }
        }
    }

    struct Wanted: Sendable, CustomTestStringConvertible {
        let range: String
        var ifRange: String?
        let status: Int
        var body: String?
        var contentRange: String?
        var testDescription: String { range + (ifRange.map { " if \($0)" } ?? "") }
    }

    @Test(arguments: [
        Wanted(range: "bytes=0-3", status: 206, body: "0123", contentRange: "bytes 0-3/10"),
        Wanted(range: "bytes=8-", status: 206, body: "89", contentRange: "bytes 8-9/10"),
        Wanted(range: "bytes=-3", status: 206, body: "789", contentRange: "bytes 7-9/10"),
        Wanted(range: "bytes=-100", status: 206, body: "0123456789", contentRange: "bytes 0-9/10"),
        Wanted(range: "bytes=9-999999999999999999999999", status: 206, body: "9", contentRange: "bytes 9-9/10"),
        Wanted(range: "BYTES=1-1", status: 206, body: "1", contentRange: "bytes 1-1/10"),
        Wanted(range: "bytes=10-", status: 416, contentRange: "bytes */10"),
        Wanted(range: "bytes=-0", status: 416, contentRange: "bytes */10"),
        Wanted(range: "bytes=99-100, 10-12", status: 416, contentRange: "bytes */10"),
        Wanted(range: "bytes=3-1", status: 200, body: "0123456789"),
        Wanted(range: "bytes=a-b", status: 200, body: "0123456789"),
        Wanted(range: "bytes=", status: 200, body: "0123456789"),
        Wanted(range: "bytes=-", status: 200, body: "0123456789"),
        Wanted(range: "lines=1-2", status: 200, body: "0123456789"),
        Wanted(range: "bytes=0-9,0-9", status: 200, body: "0123456789"),
        Wanted(
            range: "bytes=" + (0..<17).map { "\($0 % 10)-\($0 % 10)" }.joined(separator: ","), status: 200,
            body: "0123456789"),
        Wanted(range: "bytes=0-0,99-", status: 206, body: "0", contentRange: "bytes 0-0/10"),
        Wanted(range: "bytes=0-1", ifRange: "TAG", status: 206, body: "01", contentRange: "bytes 0-1/10"),
        Wanted(range: "bytes=0-1", ifRange: "DATE", status: 206, body: "01", contentRange: "bytes 0-1/10"),
        Wanted(range: "bytes=0-1", ifRange: "W/TAG", status: 200, body: "0123456789"),
        Wanted(range: "bytes=0-1", ifRange: "\"old\"", status: 200, body: "0123456789"),
        Wanted(
            range: "bytes=0-1", ifRange: "Sun, 06 Nov 1994 08:49:37 GMT", status: 200, body: "0123456789"),
    ])
    func ranges(_ wanted: Wanted) async throws {
        for mode in TestMode.allCases {
            try await app.test(mode) { client async throws in
                let plain = try await client.get("/hello.txt")
                var headers = [(name: "Range", value: wanted.range)]
                if let value = wanted.ifRange {
                    let value = value.replacingOccurrences(of: "TAG", with: plain["ETag"] ?? "")
                        .replacingOccurrences(of: "DATE", with: plain["Last-Modified"] ?? "")
                    headers.append(("If-Range", value))
                }
                let response = try await client.get("/hello.txt", headers: headers)
                #expect(response.status.code == wanted.status)
                #expect(response["Content-Range"] == wanted.contentRange)
                if let body = wanted.body { #expect(response.text == body) }
            }
        }
    }

    @Test func severalRangesComeInParts() async throws {
        try await app.test(.live) { client async throws in
            let response = try await client.get("/hello.txt", headers: [("Range", "bytes=0-1, 5-6,-1")])
            #expect(response.status == 206)
            let type = try #require(response["Content-Type"])
            let boundary = try #require(type.firstMatch(of: /^multipart\/byteranges; boundary=([0-9a-f]+)$/)).1
            let parts = response.text.components(separatedBy: "--\(boundary)")
            #expect(parts.count == 5)
            #expect(parts[1].contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n"))
            #expect(parts[2].contains("Content-Range: bytes 5-6/10\r\n\r\n56\r\n"))
            #expect(parts[3].contains("Content-Range: bytes 9-9/10\r\n\r\n9\r\n"))
            #expect(parts[4] == "--\r\n")
        }
    }

    @Test func aCompressedFormIsSentToThoseWhoTakeIt() async throws {
        try folder.write("public/app.js", String(repeating: "// code\n", count: 100))
        try folder.write("public/app.js.gz", "compressed")
        try await app.test(.inProcess) { client async throws in
            let plain = try await client.get("/app.js")
            #expect(plain["Content-Encoding"] == nil)
            #expect(plain["Vary"] == "Accept-Encoding")
            let packed = try await client.get("/app.js", headers: [("Accept-Encoding", "br, gzip;q=0.8")])
            #expect(packed.text == "compressed")
            #expect(packed["Content-Encoding"] == "gzip")
            #expect(packed["Content-Type"] == "text/javascript; charset=utf-8")
            #expect(packed["ETag"] != plain["ETag"])
            for refusal in ["gzip;q=0", "identity", "br", "*;q=0", "gzip;q=0.000, *"] {
                let response = try await client.get("/app.js", headers: [("Accept-Encoding", refusal)])
                #expect(response["Content-Encoding"] == nil, "\(refusal)")
            }
        }
    }

    @Test func otherMethodsGoOn() async throws {
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.post("/hello.txt").status == 405)
        }
    }
}
