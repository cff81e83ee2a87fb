import Taproom
import TaproomTesting
import Testing

/// Content arrives as it was sent, in one piece or many.
@Suite(.timeLimit(.minutes(1))) struct ContentTests {
    static let modes = TestMode.allCases + [.live(pieces: 1), .inProcess(pieces: 1), .inProcess(pieces: 7)]

    private struct Search: Codable, Equatable, Sendable {
        struct Range: Codable, Equatable, Sendable {
            var from: Int
            var to: Int?
        }

        var text: String
        var tags: [String]
        var years: Range
        var isExact: Bool
    }

    private let app = Application()

    init() {
        app.all("/echo") { request in
            var response = Response(body: .bytes(try await request.body.collect()))
            response.headers["X-Type"] = request.header("content-type")
            response.headers["X-Custom"] = request.header("x-custom")
            response.headers["X-Method"] = request.method.name
            return response
        }
        app.post("/form") { request in
            try await request.form().pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
        }
        app.post("/search") { request in try await request.json(Search.self).text }
        app.post("/upload") { request in
            let form = try await request.multipart()
            var lines = form.fields.pairs.map { "\($0.name)=\($0.value)" }
            for file in form.files {
                let text = String(decoding: try await file.bytes(), as: UTF8.self)
                lines.append("\(file.name):\(file.fileName):\(file.contentType ?? "-"):\(text)")
            }
            return lines.joined(separator: "|")
        }
    }

    @Test(arguments: modes)
    func aFormKeepsOrderAndRepeatedNames(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let response = try await client.post("/form", form: ["b": "1 + 1 = 2", "a": "ä&=%", "b": ""])
            #expect(response.text == "b=1 + 1 = 2|a=ä&=%|b=")
            let fields = TestForm((1...3).map { (name: "n\($0)", value: "\($0)") })
            #expect(try await client.post("/form", form: fields).text == "n1=1|n2=2|n3=3")
        }
    }

    @Test func aValueIsAForm() async throws {
        let search = Search(text: "pale ale", tags: ["a", "b"], years: .init(from: 1999, to: nil), isExact: true)
        try await app.test(.inProcess) { client in
            let response = try await client.post("/form", form: search)
            #expect(response.text == "text=pale ale|tags=a|tags=b|years[from]=1999|isExact=true")
            let fields = ["b": "2", "a": "1"]
            #expect(try await client.post("/form", form: fields).text == "a=1|b=2")
            #expect(try await client.post("/form", form: ["b": "2", "a": "1", "b": "3"]).text == "b=2|a=1|b=3")
        }
        #expect(throws: TestError.self) { try TestForm(encoding: [1, 2]) }
        #expect(throws: TestError.self) { try TestForm(encoding: "text") }
    }

    @Test(arguments: modes)
    func jsonIsEncodedWithItsType(_ mode: TestMode) async throws {
        let search = Search(text: "ü", tags: [], years: .init(from: 1, to: 2), isExact: false)
        try await app.test(mode) { client in
            #expect(try await client.post("/search", json: search).text == "ü")
            let echo = try await client.put("/echo", json: ["a": [1, 2]])
            #expect(echo.text == #"{"a":[1,2]}"#)
            #expect(echo.headers["X-Type"] == "application/json")
            #expect(try echo.json([String: [Int]].self) == ["a": [1, 2]])
            #expect(
                try await client.patch("/echo", headers: ["Content-Type": "a/b"], json: 1).headers["x-type"] == "a/b")
        }
    }

    @Test(arguments: modes)
    func partsAreFieldsAndFiles(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let response = try await client.post(
                "/upload",
                multipart: [
                    .field("title", "Notes\r\n--x"),
                    .file("files", filename: "a \"b\".txt", contentType: "text/plain", "hello"),
                    .file("files", filename: "März.bin", [0x61, 0x62] as [UInt8]),
                    TestPart(name: "files", filename: "plain", bytes: []),
                ])
            #expect(
                response.text == "title=Notes\r\n--x|files:a \"b\".txt:text/plain:hello"
                    + "|files:März.bin:application/octet-stream:ab|files:plain:-:")
        }
    }

    @Test(arguments: modes)
    func textAndBytesAreSentAsTheyAre(_ mode: TestMode) async throws {
        let text = String(repeating: "0123456789", count: 8)
        try await app.test(mode) { client in
            let echo = try await client.post("/echo", body: text, headers: ["X-Custom": "1"])
            #expect(echo.text == text)
            #expect(echo.headers["X-Type"] == nil)
            #expect(echo.headers["X-Custom"] == "1")
            #expect(try await client.delete("/echo", body: [0, 255] as [UInt8]).body == [0, 255])
            #expect(try await client.send("PURGE", "/echo", body: text.prefix(3)).text == "012")
        }
    }

    @Test(arguments: TestMode.allCases)
    func everyVerbIsSent(_ mode: TestMode) async throws {
        try await app.test(mode) { client in
            let sent = [
                try await client.get("/echo"), try await client.head("/echo"), try await client.post("/echo"),
                try await client.put("/echo"), try await client.patch("/echo"), try await client.delete("/echo"),
                try await client.options("/echo"), try await client.send("PURGE", "/echo"),
            ]
            let methods = sent.map { $0.headers["X-Method"] }
            #expect(methods == ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"])
        }
    }

    @Test func aRequestHasOneContent() async throws {
        try await app.test(.inProcess) { client in
            let error = await #expect(throws: TestError.self) {
                try await client.post("/echo", json: 1, body: "1")
            }
            #expect(error?.kind == .invalidRequest)
        }
    }

    @Test(arguments: TestMode.allCases)
    func aPathIsWrittenAsPeopleWriteIt(_ mode: TestMode) async throws {
        let app = Application()
        app.get("/caf\u{e9}") { request in request.query["q"] ?? "none" }
        app.get("/") { request in "other \(request.target)" }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/café?q=a b ü").text == "a b ü")
            #expect(try await client.get("?x").text == "other /?x")
        }
    }

    @Test(arguments: TestMode.allCases)
    func aHandlerReadsPieceByPiece(_ mode: TestMode) async throws {
        let app = Application()
        app.post("/count") { request in
            var sizes: [Int] = []
            for try await piece in request.body { sizes.append(piece.count) }
            return sizes.reduce(0, +) == 10 && sizes.count > 1 ? "many" : "\(sizes)"
        }
        try await app.test(mode) { client async throws in
            client.pieceSize = 2
            #expect(try await client.post("/count", body: "0123456789").text == "many")
            client.pieceSize = nil
            #expect(try await client.post("/count", body: "0123456789").text == "[10]")
        }
    }
}
