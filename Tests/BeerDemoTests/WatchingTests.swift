import Foundation
import TestSupport
import Testing

/// `make dev`, with a substitute compiler that reports its arguments and always fails.
@Suite(.timeLimit(.minutes(1))) struct WatchingTests {
    @Test func aSaveDuringABuildIsBuilt() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "watching-\(UUID().uuidString)")
        let files = FileManager.default
        for name in ["Sources", ".ci", "bin"] {
            try files.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        defer { try? files.removeItem(at: folder) }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        try files.copyItem(at: root.appending(path: ".ci/dev"), to: folder.appending(path: ".ci/dev"))
        let source = folder.appending(path: "Sources/a.swift")
        try write("first", source)
        try write("", folder.appending(path: "Package.swift"))
        // A file is saved while the first build is under way.
        let compiler = folder.appending(path: "bin/swift")
        let script = """
            #!/bin/sh
            content=$(cat Sources/a.swift)
            if [ "$content" = first ]; then printf second > saved; mv saved Sources/a.swift; fi
            echo "built $content"
            exit 1
            """
        try write(script, compiler)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler.path())

        let process = try ChildProcess(
            "/usr/bin/env", ["PATH=\(folder.path())/bin:/usr/bin:/bin", "bash", folder.path() + "/.ci/dev"])
        #expect(try await process.wait(for: "built second"), "\(process.text)")
        try write("third one", source)
        #expect(try await process.wait(for: "built third one"), "\(process.text)")
        try write("fourth", folder.appending(path: "Sources/b.swift"))
        try await eventually("a fourth build after \(process.text)") {
            process.text.split(separator: "\n").count >= 4
        }
        #expect(process.text == "built first\nbuilt second\nbuilt third one\nbuilt third one\n")
        process.signal(SIGTERM)
        #expect(try await process.exitCode() == 0)
    }

    /// Writes the file in one step, as editors do.
    private func write(_ text: String, _ file: URL) throws {
        let new = file.deletingLastPathComponent().appending(path: "../new-\(UUID().uuidString)").standardized
        try Data(text.utf8).write(to: new)
        guard rename(new.path(), file.path()) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
