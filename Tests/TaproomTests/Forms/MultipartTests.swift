import Foundation
import Taproom
import TaproomTesting
import TestSupport
import Testing

/// Forms with files (RFC 7578), over a socket and in process.
@Suite struct MultipartTests {
    private let app = Application()
    private let kept: Folder

    init() throws {
        let kept = try Folder()
        self.kept = kept
        let path = kept.path
        app.on(.post, "/upload", bodyLimit: 4 * 1024 * 1024) { request in
            let form = try await request.multipart(fieldLimit: 1000)
            var lines = form.fields.pairs.map { "\($0.name)=\($0.value)" }
            for file in form.files {
                #expect(try await file.bytes().count == file.size)
                lines.append("\(file.name):\(file.fileName):\(file.contentType ?? "-"):\(file.size)")
                if file.fileName == "keep.txt" { try await file.move(to: path + "/kept.txt") }
            }
            return lines.joined(separator: "\n")
        }
    }

    private func form(_ parts: [String], boundary: String = "X") -> String {
        parts.map { "--\(boundary)\r\n\($0)\r\n" }.joined() + "--\(boundary)--\r\n"
    }

    private func post(_ client: TestClient, _ body: String, type: String = "multipart/form-data; boundary=X")
        async throws -> TestResponse
    {
        try await client.post("/upload", headers: [("Content-Type", type)], body: body)
    }

    /// A file name is not a path, whatever the sender states.
    @Test(
        arguments: [
            ("../x", "x"), ("/etc/x", "x"), ("C:\\x", "x"), ("..", ""), (".", ""), ("a/..", ""), ("/", ""), ("", ""),
            ("../\u{301}x", "\u{301}x"), ("..\\\u{301}x", "\u{301}x"), ("x\0/y\0", "y"), ("ä/ö", "ö"),
        ])
    func aFileNameIsNoPath(_ sent: String, _ name: String) async throws {
        let header = "Content-Disposition: form-data; name=\"f\"; filename=\"\(sent)\""
        let response = try await app.test(.inProcess) { client in
            try await post(client, form([header + "\r\n\r\nx"]))
        }
        #expect(response.text == "f:\(name):-:1")
    }

    @Test(arguments: TestMode.allCases)
    func fieldsAndFilesArrive(_ mode: TestMode) async throws {
        let large = String(repeating: "0123456789abcdef\r\n--", count: 10_000)
        let body =
            "preamble\r\n"
            + form([
                "Content-Disposition: form-data; name=\"title\"\r\n\r\nStout & more",
                "content-disposition: Form-Data; name=empty\r\n\r\n",
                "Content-Disposition: form-data; name=\"f\"; filename=\"C:\\\\beer\\\\a %22b%22.txt\"\r\n"
                    + "Content-Type: text/plain\r\n\r\nfile\r\n--not the boundary\r\n--Y",
                "Content-Disposition: form-data; name=\"large\"; filename=\"../../large.bin\"\r\n\r\n" + large,
                "Content-Disposition: form-data; name=\"k\"; filename=\"keep.txt\"\r\n\r\nkept",
            ]) + "epilogue"
        try await app.test(mode) { client async throws in
            let response = try await post(client, body, type: "multipart/form-data; charset=utf-8; boundary=\"X\"")
            #expect(response.status == 200, "\(response.text)")
            #expect(
                response.text == """
                    title=Stout & more
                    empty=
                    f:a "b".txt:text/plain:29
                    large:large.bin:-:\(large.utf8.count)
                    k:keep.txt:-:4
                    """)
        }
        #expect(try String(contentsOf: kept.url.appending(path: "kept.txt"), encoding: .utf8) == "kept")
    }

    /// A browser sends a part without a name and content for an empty file input (HTML, form data set).
    @Test func aFileInputThatWasLeftEmptyIsNoFile() async throws {
        let app = Application()
        app.post("/upload") { request in
            let form = try await request.multipart()
            return "\(form.file("photo") == nil) \(form.file("empty")?.size ?? -1)"
        }
        let parts = [
            "Content-Disposition: form-data; name=photo; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n",
            "Content-Disposition: form-data; name=empty; filename=\"empty.txt\"\r\n\r\n",
        ]
        let response = try await app.test(.inProcess) { client in try await post(client, form(parts)) }
        #expect(response.text == "true 0")
    }

    /// The limit applies to all content in memory together.
    @Test(arguments: [([50, 50], 200), ([101], 413), ([40, 40, 40], 413), ([100, 0, 1], 413)])
    func theLimitHoldsForAllFieldsTogether(_ sizes: [Int], _ status: Int) async throws {
        let app = Application()
        app.post("/upload") { request in "\(try await request.multipart(fieldLimit: 100).fields.pairs.count)" }
        let parts = sizes.enumerated().map { number, size in
            "Content-Disposition: form-data; name=f\(number)\r\n\r\n" + String(repeating: "x", count: size)
        }
        let response = try await app.test(.inProcess) { client in try await post(client, form(parts)) }
        #expect(response.status.code == status)
        if status == 200 { #expect(response.text == "\(sizes.count)") }
    }

    @Test func everyCutArrivesTheSame() throws {
        let body = Array(
            form([
                "Content-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n-",
                "Content-Disposition: form-data; name=\"b\"\r\n\r\n",
            ]).utf8)
        func read(_ pieces: [[UInt8]]) throws -> [String] {
            var decoder = MultipartDecoder(boundary: "X")
            var values: [String] = []
            for piece in pieces {
                for event in try decoder.decode(piece) {
                    switch event {
                    case .began(let header): values.append(header.name + "=")
                    case .data(let bytes): values[values.count - 1] += String(decoding: bytes, as: UTF8.self)
                    case .ended: values[values.count - 1] += ";"
                    }
                }
            }
            #expect(decoder.isFinished)
            return values
        }
        let whole = try read([body])
        #expect(whole == ["a=1\r\n-;", "b=;"])
        for cut in 0...body.count {
            #expect(try read([Array(body[..<cut]), Array(body[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(try read(body.map { [$0] }) == whole)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        var type = "multipart/form-data; boundary=X"
        let body: String
        let status: Int
        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "no end", body: "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n1", status: 400),
        Refusal(name: "nothing", body: "", status: 400),
        Refusal(name: "no name", body: "--X\r\nContent-Disposition: form-data\r\n\r\n1\r\n--X--", status: 400),
        Refusal(name: "no disposition", body: "--X\r\nA: b\r\n\r\n1\r\n--X--", status: 400),
        Refusal(name: "no header", body: "--X\r\n\r\n1\r\n--X--", status: 400),
        Refusal(name: "no field", body: "--X\r\nnonsense\r\n\r\n1\r\n--X--", status: 400),
        Refusal(name: "a bad delimiter", body: "--Xy\r\n\r\n1\r\n--X--", status: 400),
        Refusal(
            name: "a huge header", body: "--X\r\nA: \(String(repeating: "x", count: 9000))\r\n\r\n1\r\n--X--",
            status: 400),
        Refusal(name: "another type", type: "application/json", body: "{}", status: 415),
        Refusal(name: "no boundary", type: "multipart/form-data", body: "x", status: 415),
        Refusal(
            name: "a long boundary", type: "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
            body: "x", status: 415),
        Refusal(
            name: "long fields",
            body:
                "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n\(String(repeating: "x", count: 2000))\r\n--X--",
            status: 413),
        Refusal(name: "too much", body: String(repeating: "x", count: 5_000_000), status: 413),
        Refusal(
            name: "too many parts",
            body: String(repeating: "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n", count: 1001) + "--X--",
            status: 413),
        Refusal(
            name: "too many files",
            body: String(
                repeating: "--X\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n\r\n", count: 129)
                + "--X--",
            status: 413),
    ])
    func whatIsNoFormIsRefused(_ refusal: Refusal) async throws {
        try await app.test(.live) { client async throws in
            let response = try await post(client, refusal.body, type: refusal.type)
            #expect(response.status.code == refusal.status, "\(response.text)")
        }
    }
}
