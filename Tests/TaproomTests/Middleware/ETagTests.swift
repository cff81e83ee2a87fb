import Taproom
import TaproomTesting
import Testing

/// Entity tags of handlers' responses.
@Suite(.timeLimit(.minutes(1))) struct ETagTests {
    private static let long = String(repeating: "beer ", count: 1000)

    private func application(_ middleware: any Middleware...) -> Application {
        let app = Application()
        for middleware in middleware { app.use(middleware) }
        app.get("/text") { _ in "hello" }
        app.get("/bytes") { _ in Response(contentType: "text/plain", body: .bytes(Array("hello".utf8))) }
        app.get("/other") { _ in "hello!" }
        app.get("/nothing") { _ in Response.noContent }
        app.get("/empty") { _ in Response() }
        app.get("/missing") { _ in Response("hello", status: .notFound) }
        app.post("/text") { _ in "hello" }
        app.get("/stream") { _ in Response.stream { try await $0.write("hello") } }
        app.get("/long") { _ in Self.long }
        app.get("/kept") { _ in
            var response = Response("hello")
            response.headers = [
                "Content-Type": "text/plain", "Cache-Control": "max-age=60", "Vary": "Accept", "Set-Cookie": "a=b",
                "Content-Location": "/kept.txt", "Expires": "Thu, 01 Dec 2033 16:00:00 GMT",
            ]
            return response
        }
        app.get("/own") { _ in
            var response = Response("hello")
            response.headers["ETag"] = "\"v7\""
            return response
        }
        app.get("/secret") { _ in
            var response = Response("hello")
            response.headers["Cache-Control"] = "private, No-Store"
            return response
        }
        return app
    }

    /// The tag is stable, because caches keep tags for longer than a process lives.
    private static let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e"

    @Test func theTagIsThatOfTheContent() async throws {
        try await application(ETag()).test(.inProcess) { client async throws in
            for path in ["/text", "/bytes", "/kept"] {
                #expect(try await client.get(path).headers["ETag"] == "W/\"\(Self.hello)\"")
            }
            let other = try await client.get("/other").headers["ETag"]
            #expect(other?.hasPrefix("W/\"") == true && other != "W/\"\(Self.hello)\"")
            let head = try await client.head("/text")
            #expect(head.headers["ETag"] == "W/\"\(Self.hello)\"")
            #expect(head.headers["Content-Length"] == "5" && head.body.isEmpty)
        }
        try await application(ETag(.strong)).test(.inProcess) { client async throws in
            #expect(try await client.get("/text").headers["ETag"] == "\"\(Self.hello)\"")
        }
    }

    @Test(arguments: TestMode.allCases) func theSameContentIsNotSentAgain(_ mode: TestMode) async throws {
        try await application(ETag()).test(mode) { client async throws in
            for field in ["W/\"\(Self.hello)\"", "\"\(Self.hello)\"", "*", "\"x\", W/\"\(Self.hello)\""] {
                for method in [HTTPMethod.get, .head] {
                    let response = try await client.send(method, "/kept", headers: ["If-None-Match": field])
                    #expect(response.status == .notModified && response.body.isEmpty)
                    #expect(response.headers["ETag"] == "W/\"\(Self.hello)\"")
                    #expect(response.headers["Cache-Control"] == "private, max-age=60")
                    #expect(response.headers["Vary"] == "Accept")
                    #expect(response.headers["Content-Location"] == "/kept.txt")
                    #expect(response.headers["Expires"] != nil && response.headers["Date"] != nil)
                    #expect(response.headers["Set-Cookie"] == "a=b")
                    #expect(response.headers["Content-Type"] == nil && response.headers["Content-Length"] == nil)
                }
            }
            let changed = try await client.get("/other", headers: ["If-None-Match": "W/\"\(Self.hello)\""])
            #expect(changed.status == .ok && changed.text == "hello!")
        }
    }

    @Test func othersAreLeftAsTheyAre() async throws {
        try await application(ETag()).test(.inProcess) { client async throws in
            for path in ["/nothing", "/empty", "/missing", "/stream", "/secret", "/unknown"] {
                let response = try await client.get(path, headers: ["If-None-Match": "*"])
                #expect(response.headers["ETag"] == nil && response.status != .notModified, "\(path)")
            }
            let posted = try await client.post("/text", headers: ["If-None-Match": "*"])
            #expect(posted.status == .ok && posted.headers["ETag"] == nil)
        }
    }

    @Test func aTagOfTheHandlerStaysAndIsCompared() async throws {
        try await application(ETag()).test(.inProcess) { client async throws in
            #expect(try await client.get("/own").headers["ETag"] == "\"v7\"")
            let response = try await client.get("/own", headers: ["If-None-Match": "\"v7\""])
            #expect(response.status == .notModified && response.headers["ETag"] == "\"v7\"")
            #expect(try await client.get("/own", headers: ["If-None-Match": "\"v6\""]).text == "hello")
        }
    }

    /// The tag is that of the text, and becomes a weak one by the compression.
    @Test(arguments: [ETag.Strength.weak, .strong]) func behindCompression(_ strength: ETag.Strength) async throws {
        try await application(Compression(), ETag(strength)).test(.inProcess) { client async throws in
            let plain = try #require(try await client.get("/long").headers["ETag"])
            #expect(plain.hasPrefix("W/") == (strength == .weak))
            let gzip: HeaderFields = ["Accept-Encoding": "gzip"]
            let response = try await client.get("/long", headers: gzip)
            #expect(response.headers["Content-Encoding"] == "gzip")
            let tag = try #require(response.headers["ETag"])
            #expect(tag == (strength == .weak ? plain : "W/" + plain))
            var again = gzip
            again["If-None-Match"] = tag
            let fresh = try await client.get("/long", headers: again)
            #expect(fresh.status == .notModified)
            #expect(fresh.headers["ETag"] == tag && fresh.headers["Vary"] == "Accept-Encoding")
        }
    }

    /// Each form has its own tag, and a strong one is correct.
    @Test(arguments: [ETag.Strength.weak, .strong]) func beforeCompression(_ strength: ETag.Strength) async throws {
        try await application(ETag(strength), Compression()).test(.inProcess) { client async throws in
            let plain = try #require(try await client.get("/long").headers["ETag"])
            let gzip: HeaderFields = ["Accept-Encoding": "gzip"]
            let tag = try #require(try await client.get("/long", headers: gzip).headers["ETag"])
            #expect(tag != plain && tag.hasPrefix("W/") == (strength == .weak))
            for (accepted, known, status) in [(gzip, tag, 304), (gzip, plain, 200), ([:], plain, 304), ([:], tag, 200)]
            {
                var headers = accepted
                headers["If-None-Match"] = known
                let response = try await client.get("/long", headers: headers)
                #expect(response.status.code == status)
                #expect(response.headers["Vary"] == "Accept-Encoding")
            }
        }
    }
}
