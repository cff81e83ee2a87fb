import Foundation
import Taproom
import TaproomTesting
import Testing

/// The examples of Documentation/StaticFilesAndUploads.md.
@Suite(.timeLimit(.minutes(2))) struct StaticFilesAndUploadsGuideTests {
    private func files(_ app: Application, _ folder: String) throws {
        app.use(try StaticFiles(folder + "/Public", cacheControl: "max-age=3600", extensions: ["html"]))
        app.use("/assets", try StaticFiles(folder + "/Assets"))
    }

    private func options(_ app: Application, _ folder: String) throws {
        var options = StaticFiles.Options(cacheControl: "no-cache")
        options.prefix = "/docs"
        options.index = nil
        options.mediaTypes = ["glb": "model/gltf-binary"]
        options.headers = { path in path.hasSuffix(".js") ? ["Cache-Control": "max-age=31536000, immutable"] : [:] }
        app.use(try StaticFiles(folder + "/Docs", options: options))
    }

    private func uploads(_ app: Application, _ folder: String) {
        app.post("/photos", bodyLimit: 100_000_000) { request in
            let form = try await request.multipart()
            guard let photo = form.file("photo") else { throw HTTPError(.unprocessableContent, "No photo.") }
            let name = "\(UUID()).jpg"
            try await photo.move(to: folder + "/" + name)
            return "\(photo.size) bytes of \(photo.fileName), titled \(form.fields["title"] ?? "")"
        }
    }

    struct Upload: Decodable {
        var title: String
        var picture: UploadedFile
    }

    private func typed(_ app: Application) {
        app.post("/pictures") { request in
            let upload = try await request.decode(Upload.self)
            let bytes = try await upload.picture.bytes()
            return "\(upload.title): \(bytes.count) bytes"
        }
    }

    @Test(arguments: TestMode.allCases) func files(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder([
            "Public/about.html": "about", "Public/.env": "secret", "Public/.well-known/security.txt": "contact",
            "Assets/site.css": "body {}", "Docs/app.js": "run()", "Docs/model.glb": "glTF",
        ])
        defer { folder.remove() }
        let app = Application()
        try files(app, folder.path)
        try options(app, folder.path)
        app.get("/other") { _ in "a route" }
        try await app.test(mode) { client async throws in
            let about = try await client.get("/about")
            #expect(about.text == "about" && about.headers["Cache-Control"] == "max-age=3600")
            #expect(try await client.get("/.env").status == .notFound)
            #expect(try await client.get("/.well-known/security.txt").text == "contact")
            #expect(try await client.get("/assets/site.css").headers["Content-Type"] == "text/css; charset=utf-8")
            #expect(try await client.get("/other").text == "a route")
            let script = try await client.get("/docs/app.js")
            #expect(script.headers["Cache-Control"] == "max-age=31536000, immutable")
            #expect(try await client.get("/docs/model.glb").headers["Content-Type"] == "model/gltf-binary")
            let tag = try #require(about.headers["ETag"])
            #expect(try await client.get("/about", headers: ["If-None-Match": tag]).status == .notModified)
        }
    }

    @Test(arguments: TestMode.allCases) func uploads(_ mode: TestMode) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let app = Application()
        uploads(app, folder.path)
        typed(app)
        try await app.test(mode) { client async throws in
            let saved = try await client.post(
                "/photos",
                multipart: [
                    .field("title", "Sea"), .file("photo", filename: "C:\\sea.jpg", contentType: "image/jpeg", "abc"),
                ])
            #expect(saved.text == "3 bytes of sea.jpg, titled Sea")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
            #expect(try await client.post("/photos", multipart: [.field("title", "Sea")]).text == "No photo.\n")
            let picture = try await client.post(
                "/pictures", multipart: [.field("title", "Sea"), .file("picture", filename: "sea.png", "abcd")])
            #expect(picture.text == "Sea: 4 bytes")
            let none = try await client.post("/pictures", multipart: [.field("title", "Sea")])
            #expect(none.status == .unprocessableContent)
        }
    }
}
