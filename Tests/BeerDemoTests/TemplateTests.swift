import Foundation
import TestSupport
import Testing

/// Changes to templates and files while the server runs.
@Suite struct TemplateTests {
    /// A copy of the folder's templates and files.
    private struct Folder {
        let path: URL

        init() throws {
            path = FileManager.default.temporaryDirectory.appending(path: "taproom-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
            for name in ["Views", "Public"] {
                try FileManager.default.copyItem(at: URL(filePath: name), to: path.appending(path: name))
            }
        }

        func edit(_ name: String, _ change: (String) -> String) throws {
            let file = path.appending(path: name)
            try Data(change(String(decoding: try Data(contentsOf: file), as: UTF8.self)).utf8).write(to: file)
        }

        func remove() { try? FileManager.default.removeItem(at: path) }
    }

    @Test func aSavedTemplateShowsAtTheNextLoad() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let browser = Browser(try await DemoServer.start(folder: folder.path))
        #expect(try await browser.get().text.contains(">Pour Another<"))
        try folder.edit("Views/index.mustache") { $0.replacing("Pour Another", with: "Pour Anew") }
        #expect(try await browser.get().text.contains(">Pour Anew<"))
        try folder.edit("Public/style.css") { $0 + "/* new */" }
        let style = try await browser.get("/style.css")
        #expect(style.text.hasSuffix("/* new */"))
        #expect(style["Cache-Control"] == "no-cache")
    }

    @Test func aTemplateErrorIsShownWithItsPlace() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let browser = Browser(try await DemoServer.start(folder: folder.path))
        _ = try await browser.pour()
        try folder.edit("Views/session.mustache") { "{{#oops}}\n" + $0 }
        let page = try await browser.pour()
        #expect(page.status == 500)
        #expect(page["Content-Security-Policy"] != nil)
        #expect(page.text.contains("Views/session.mustache, line 1, column 1"))
        #expect(page.text.contains("<code>{{#oops}}</code>"))
        try folder.edit("Views/session.mustache") { $0.replacing("{{#oops}}\n", with: "") }
        // The pour was stored even though its page could not be rendered.
        #expect(try await browser.pour().views == 3)
    }

    @Test func developmentStartsWithAWrongTemplate() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.edit("Views/layout.mustache") { $0 + "{{/nothing}}" }
        let browser = Browser(try await DemoServer.start(folder: folder.path))
        #expect(try await browser.get().text.contains("{{/nothing}}"))
        #expect(try await browser.get("/nowhere").status == 500)
    }

    @Test func productionRefusesAWrongTemplate() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.edit("Views/layout.mustache") { $0 + "{{/nothing}}" }
        let process = try ChildProcess(
            DemoServer.executable, ["--store", "memory", "--environment", "production"],
            environment: ["SESSION_SECRET": "a secret of these tests, 32 bytes"], folder: folder.path)
        #expect(try await process.exitCode() == 64)
        #expect(process.text.contains("layout.mustache"))
        #expect(process.text.split(separator: "\n").count == 1)
    }

    @Test func productionShowsAPlain500() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        // The mistake shows only at rendering.
        try folder.edit("Views/session.mustache") { $0 + "{{>session}}" }
        let browser = Browser(
            try await DemoServer.start(["--environment", "production"], folder: folder.path))
        let page = try await browser.get()
        #expect(page.status == 500)
        #expect(page.text.contains("Internal Server Error"))
        #expect(!page.text.contains("mustache"))
    }
}
