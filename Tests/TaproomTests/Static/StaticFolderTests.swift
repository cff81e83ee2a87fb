import Foundation
import Taproom
import TaproomTesting
import TestSupport
import Testing

/// The files of a folder that are served, with their paths and fields.
@Suite struct StaticFolderTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try folder.write("public/a.txt", "first")
        try folder.write("public/deep/b.txt", "deep")
        try folder.write("secret.txt", "outside")
    }

    private func link(_ name: String, to destination: String) throws {
        let path = folder.path + "/" + name
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: destination)
    }

    /// Returns the texts of the responses to GET, or `404` if there is no file.
    private func texts(
        _ paths: [String], in directory: String = "public", _ configure: (inout StaticFiles.Options) -> Void = { _ in }
    ) async throws -> [String] {
        let app = Application()
        var options = StaticFiles.Options()
        configure(&options)
        app.use(try StaticFiles(folder.path + "/" + directory, options: options))
        return try await app.test(.inProcess) { client async throws in
            var texts: [String] = []
            for path in paths {
                let response = try await client.get(path)
                texts.append(response.status == 200 ? response.text : response["Location"] ?? "\(response.status.code)")
            }
            return texts
        }
    }

    // MARK: The folder

    @Test func aFolderThatIsSwappedIsServedAtOnce() async throws {
        try folder.write("releases/1/v.txt", "one")
        try folder.write("releases/2/v.txt", "two")
        try link("current", to: "releases/1")
        let app = Application()
        app.use(try StaticFiles(folder.path + "/current"))
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/v.txt").text == "one")
            try link("next", to: "releases/2")
            #expect(rename(folder.path + "/next", folder.path + "/current") == 0)
            try FileManager.default.removeItem(atPath: folder.path + "/releases/1")
            #expect(try await client.get("/v.txt").text == "two")
        }
    }

    @Test func aFolderThatIsMadeAnewIsServed() async throws {
        let app = Application()
        app.use(try StaticFiles(folder.path + "/public"))
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/a.txt").text == "first")
            try FileManager.default.removeItem(atPath: folder.path + "/public")
            #expect(try await client.get("/a.txt").status == 404)
            try folder.write("public/a.txt", "again")
            #expect(try await client.get("/a.txt").text == "again")
        }
        #expect(throws: (any Error).self) { try StaticFiles(folder.path + "/none") }
        #expect(throws: (any Error).self) { try StaticFiles(folder.path + "/secret.txt") }
    }

    // MARK: Links

    @Test func absoluteLinksThatStayInsideAreFollowed() async throws {
        let root = folder.path + "/public"
        try link("public/file", to: root + "/a.txt")
        try link("public/folder", to: root + "/deep")
        try link("public/round", to: root + "/../public/a.txt")
        try link("public/self", to: root)
        try link("link", to: "public")
        try link("public/other", to: folder.path + "/link/a.txt")
        let paths = ["/file", "/folder/b.txt", "/round", "/self/a.txt", "/self/self/folder/b.txt", "/other"]
        let expected = ["first", "deep", "first", "first", "deep", "first"]
        #expect(try await texts(paths) == expected)
        #expect(try await texts(paths, in: "link") == expected)
    }

    @Test func noLinkLeadsOut() async throws {
        let outside = folder.path
        try FileManager.default.createDirectory(atPath: outside + "/public-too", withIntermediateDirectories: false)
        try folder.write("public-too/x.txt", "outside")
        // The path outside begins with the folder's path, so that cutting off the folder's length would leave a path
        // inside.
        try folder.write("public/too/x.txt", "another")
        try link("public/file", to: outside + "/secret.txt")
        try link("public/parent", to: outside)
        try link("public/up", to: "..")
        try link("public/beside", to: outside + "/public-too")
        try link("public/etc", to: "/etc")
        try link("public/loop", to: outside + "/public/loop")
        try link("public/gone", to: outside + "/public/nothing")
        try link("public/proc", to: "/proc/self/cwd")
        #expect(
            try await texts([
                "/file", "/parent/secret.txt", "/up/secret.txt", "/beside/x.txt", "/etc/passwd", "/loop", "/gone",
                "/proc/Package.swift",
            ]) == Array(repeating: "404", count: 8))
    }

    // MARK: Paths

    @Test func filesOfAPrefixHavePathsWithoutIt() async throws {
        try folder.write("public/index.html", "home")
        try folder.write("public/deep/index.html", "inner")
        for prefix in ["/assets/v1", "assets/v1/"] {
            let found = try await texts([
                "/assets/v1/a.txt", "//assets//%76%31/deep/b.txt", "/a.txt", "/assets/a.txt", "/assets/v10/a.txt",
                "/assets/v1/", "/assets/v1/deep", "/assets/v1/../a.txt",
            ]) { $0.prefix = prefix }
            #expect(found == ["first", "deep", "404", "404", "404", "home", "/assets/v1/deep/", "404"])
        }
    }

    @Test func filesOfAMountHavePathsWithoutIt() async throws {
        try folder.write("public/index.html", "home")
        let app = Application()
        var inner = StaticFiles.Options()
        inner.prefix = "/v1"
        app.use("/assets", try StaticFiles(folder.path + "/public"))
        app.use("/other", try StaticFiles(folder.path + "/public", options: inner))
        try await app.test(.inProcess) { client async throws in
            for (path, text) in [
                ("/assets/a.txt", "first"), ("//%61ssets/deep/b.txt", "deep"), ("/assets/", "home"),
                ("/other/v1/a.txt", "first"),
            ] {
                #expect(try await client.get(path).text == text, "\(path)")
            }
            #expect(try await client.get("/assets?a")["Location"] == "/assets/?a")
            for path in ["/a.txt", "/assets/assets/a.txt", "/assetsx/a.txt", "/other/a.txt", "/v1/a.txt"] {
                #expect(try await client.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test func onlyDotfilesThatAreAllowedAreServed() async throws {
        try folder.write("public/.well-known/security.txt", "contact")
        try folder.write("public/.well-known/.env", "secret")
        try folder.write("public/.env", "secret")
        try folder.write("public/.git/config", "secret")
        let paths = [
            "/.well-known/security.txt", "/%2ewell-known/security.txt", "/.well-known/.env", "/.env", "/.git/config",
            "/.well-known/../.env", "/../secret.txt", "/./a.txt",
        ]
        #expect(try await texts(paths) == ["contact", "contact", "404", "404", "404", "404", "404", "404"])
        #expect(try await texts(paths) { $0.dotfiles = [] } == Array(repeating: "404", count: 8))
        let all = try await texts(paths) { $0.dotfiles = [".env", ".", ".."] }
        #expect(all == ["404", "404", "404", "secret", "404", "404", "404", "404"])
    }

    @Test func extensionsAreTriedInTurn() async throws {
        try folder.write("public/about.html", "about")
        try folder.write("public/about.htm", "older")
        try folder.write("public/old.htm", "old")
        try folder.write("public/deep.html", "deep page")
        try folder.write("public/docs/index.html", "index")
        try folder.write("public/docs.html", "docs page")
        try folder.write("public/v1.2.html", "version")
        try folder.write("public/plain", "plain")
        let paths = [
            "/about", "/old", "/deep", "/docs", "/docs/", "/v1.2", "/about.html", "/about/", "/plain", "/none", "/",
        ]
        let found = try await texts(paths) { $0.extensions = ["html", "htm"] }
        #expect(
            found == ["about", "old", "deep page", "/docs/", "index", "404", "about", "404", "plain", "404", "404"])
        #expect(try await texts(["/about"]) == ["404"])
        let app = Application()
        app.use(try StaticFiles(folder.path + "/public", extensions: ["html"]))
        try await app.test(.inProcess) { client async throws in
            #expect(try await client.get("/about")["Content-Type"] == "text/html; charset=utf-8")
        }
    }

    // MARK: Fields

    @Test(arguments: [
        ("a.mov", "video/quicktime"), ("a.vtt", "text/vtt; charset=utf-8"), ("a.m3u8", "application/vnd.apple.mpegurl"),
        ("a.ts", "video/mp2t"), ("a.FLAC", "audio/flac"), ("a.jxl", "image/jxl"), ("a.mpd", "application/dash+xml"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.tar.gz", "application/gzip"), ("a.unknown", "application/octet-stream"), ("a", "application/octet-stream"),
        ("v1.0/a", "application/octet-stream"), ("a.beer", "application/x-beer"), ("a.MAP", "text/x-map"),
    ])
    func aFileHasTheTypeOfItsEnding(_ name: String, _ type: String) async throws {
        try folder.write("public/" + name, "x")
        let app = Application()
        let types = [".Beer": "application/x-beer", "map": "text/x-map"]
        app.use(try StaticFiles(folder.path + "/public", mediaTypes: types))
        try await app.test(.inProcess) { client async throws in
            let response = try await client.get("/" + name)
            #expect(response["Content-Type"] == type)
            #expect(response["X-Content-Type-Options"] == "nosniff")
        }
    }

    @Test func fieldsMayDependOnTheFile() async throws {
        try folder.write("public/app.js.gz", "packed")
        try folder.write("public/app.js", "plain")
        try FileManager.default.setAttributes(
            [.modificationDate: Date.distantPast], ofItemAtPath: folder.path + "/public/app.js")
        let app = Application()
        app.use(
            try StaticFiles(folder.path + "/public", cacheControl: "no-cache") { path in
                var fields = HeaderFields()
                guard path == "app.js" else { return fields }
                fields["Cache-Control"] = "immutable"
                fields["Content-Type"] = "text/plain"
                fields["Vary"] = "Origin"
                return fields
            })
        try await app.test(.inProcess) { client async throws in
            let response = try await client.get("/app.js", headers: [("Accept-Encoding", "gzip")])
            #expect(response.values("Cache-Control") == ["immutable"])
            #expect(response.values("Content-Type") == ["text/plain"])
            #expect(response.values("Vary") == ["Origin, Accept-Encoding"])
            #expect(response.text == "packed")
            #expect(try await client.get("/a.txt").values("Cache-Control") == ["no-cache"])
            let parts = try await client.get("/app.js", headers: [("Range", "bytes=0-0,2-2")])
            #expect(parts.text.contains("Content-Type: text/plain\r\n"))
        }
    }

    @Test func aCompressedFormThatIsOlderIsNotSent() async throws {
        try folder.write("public/app.js", "plain")
        try folder.write("public/app.js.gz", "packed")
        let modified = Date(timeIntervalSince1970: 1_700_000_000.5)
        func encoding(of age: TimeInterval) async throws -> String? {
            for (name, date) in [("app.js", modified), ("app.js.gz", modified.addingTimeInterval(-age))] {
                var times = [timespec(), timespec()]
                for index in times.indices {
                    times[index].tv_sec = Int(date.timeIntervalSince1970.rounded(.down))
                    times[index].tv_nsec = Int(date.timeIntervalSince1970.truncatingRemainder(dividingBy: 1) * 1e9)
                }
                #expect(utimensat(AT_FDCWD, folder.path + "/public/" + name, times, 0) == 0)
            }
            let app = Application()
            app.use(try StaticFiles(folder.path + "/public"))
            return try await app.test(.inProcess) { client async throws in
                try await client.get("/app.js", headers: [("Accept-Encoding", "gzip")])["Content-Encoding"]
            }
        }
        #expect(try await encoding(of: 0) == "gzip")
        #expect(try await encoding(of: -60) == "gzip")
        #expect(try await encoding(of: 60) == nil)
        #expect(try await encoding(of: 0.25) == nil)
    }

    @Test func aDateIsNotHeededBesideATag() async throws {
        let app = Application()
        app.use(try StaticFiles(folder.path + "/public"))
        try await app.test(.inProcess) { client async throws in
            let plain = try await client.get("/a.txt")
            let date = try #require(plain["Last-Modified"])
            let tag = try #require(plain["ETag"])
            func status(_ fields: [(name: String, value: String)]) async throws -> Int {
                try await client.get("/a.txt", headers: fields).status.code
            }
            #expect(try await status([("If-None-Match", "\"x\""), ("If-Modified-Since", date)]) == 200)
            #expect(try await status([("If-Modified-Since", date), ("If-None-Match", "\"x\"")]) == 200)
            let old = "Sun, 06 Nov 1994 08:49:37 GMT"
            #expect(try await status([("If-None-Match", tag), ("If-Modified-Since", old)]) == 304)
            #expect(try await status([("If-Match", tag), ("If-Unmodified-Since", old)]) == 200)
            #expect(try await status([("If-Match", "\"x\""), ("If-Unmodified-Since", date)]) == 412)
        }
    }

    // MARK: Files that change

    @Test func aFileThatIsShortenedWhileItIsSentEndsTheConnection() async throws {
        let size = 30_000_000
        try folder.write("public/huge.bin", String(repeating: "x", count: size))
        let app = Application()
        app.use(try StaticFiles(folder.path + "/public"))
        let server = try await app.start(host: "127.0.0.1", port: 0)
        let path = folder.path + "/public/huge.bin"
        let answer = try await RawClient.connect(server.port) { connection in
            let get = { (file: String) in "GET /\(file) HTTP/1.1\r\nHost: a\r\n\r\n" }
            try connection.send(get("huge.bin") + get("a.txt"))
            let begin = String(decoding: try connection.receive(), as: UTF8.self)
            #expect(truncate(path, 100_000) == 0)
            return begin + connection.rest()
        }
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
        #expect(parts.first?.contains("Content-Length: \(size)\r\n") == true)
        // Even the response to the next request must not look like the rest of the file.
        let content = parts.count == 2 ? parts[1] : ""
        #expect(content.utf8.count < size)
        // The system sends zeros in place of truncated bytes that are already on their way.
        #expect(content.utf8.allSatisfy { $0 == 0x78 || $0 == 0 })
        // The server still works.
        #expect(try await app.test(.live) { client async throws in try await client.get("/a.txt").text } == "first")
        await server.stop()
    }
}
