import Foundation
import TestSupport
import Testing

/// `beer-demo certificate`.
@Suite(.timeLimit(.minutes(1))) struct CertificateCommandTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    @Test func aCertificateAndItsKeyAreWritten() async throws {
        let process = try ChildProcess(DemoServer.executable, ["certificate"], folder: folder.url)
        #expect(try await process.exitCode() == 0)
        #expect(try names == ["localhost-key.pem", "localhost.pem"])
    }

    /// Else the next attempt would be refused, because a file is there already.
    @Test func aDiskThatIsFullKeepsNoPartOfAFile() async throws {
        // A file may have no byte, and the signal that says so does not end the program.
        let script = #"trap '' XFSZ; ulimit -f 0; exec "$0" certificate"#
        let process = try ChildProcess("/bin/sh", ["-c", script, DemoServer.executable], folder: folder.url)
        #expect(try await process.exitCode() != 0)
        #expect(process.text.contains("localhost.pem: File too large"), "\(process.text)")
        #expect(try names == [])
    }
}
