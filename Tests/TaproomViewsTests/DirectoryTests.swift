import Foundation
import Testing

@testable import TaproomViews

struct DirectoryTests {
    /// Runs a body with a folder that contains the files, then removes it.
    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try body(folder.path)
    }

    @Test func loadsTheFilesOfAFolder() throws {
        let files = [
            "index.mustache": "[{{>partials/nav}}]", "partials/nav.mustache": "nav", "notes.txt": "{{",
        ]
        try withFolder(files) { folder in
            let views = try Views(directory: folder)
            #expect(views.names == ["index", "partials/nav"])
            #expect(try views.template("index").render([:]) == Array("[nav]".utf8))
        }
    }

    @Test func namesTheFileThatIsWrong() throws {
        try withFolder(["index.mustache": "\n{{#beer}}"]) { folder in
            let error = try #require(throws: TemplateError.self) { try Views(directory: folder + "/") }
            #expect(error.description == "\(folder)/index.mustache:2:1: section {{#beer}} is never closed")
        }
    }

    @Test func namesAFolderThatIsMissing() throws {
        let error = try #require(throws: TemplateError.self) { try Views(directory: "/no/such/folder") }
        #expect(error.description == "/no/such/folder: cannot be read: the folder could not be listed")
    }
}
