import Foundation
import TestSupport
import Testing

/// Program output in Documentation/HowSessionsWork.md. Ids, signatures and times differ from run to run, but nothing
/// else.
enum Transcript {
    static let article = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Documentation/HowSessionsWork.md").standardizedFileURL

    /// Returns the article's blocks of plain text.
    static func blocks() throws -> [String] {
        try String(contentsOf: article, encoding: .utf8).components(separatedBy: "```text\n").dropFirst()
            .map { String($0.prefix(upTo: $0.range(of: "\n```")?.lowerBound ?? $0.endIndex)) }
    }

    /// Checks that the article shows an output.
    static func check(_ name: String, _ output: String) throws {
        #expect(
            try blocks().contains { shape($0) == shape(output) },
            "no block of HowSessionsWork.md shows this output (\(name)):\n\(output)")
    }

    private static func shape(_ text: String) -> String {
        text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID")
            .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "TIME")
            .replacing(/ID\.[A-Za-z0-9%]{43,}/, with: "ID.SIGNATURE")
            .replacing(/(?m)^[A-Za-z0-9+\/]{43}=$/, with: "SIGNATURE")
            .replacing(/(?m)( ttl sess:ID\n)\d+$/) { "\($0.output.1)SECONDS" }
    }

    /// Returns the command that signs an id as the middleware does.
    static func signing(_ id: String, _ secret: String) -> String {
        "printf %s \(id) | openssl dgst -sha256 -hmac \"\(secret)\" -binary | base64"
    }

    static func shell(_ command: String) async throws -> String {
        let process = try ChildProcess("/bin/sh", ["-c", command])
        #expect(try await process.exitCode() == 0)
        return process.text.trimmingCharacters(in: .newlines)
    }

    /// The parts of the article's output are consistent: the signature is that of the id, and the cookie contains both.
    @Suite struct ArticleTests {
        @Test func itsSignatureIsThatOfItsID() async throws {
            let blocks = try Transcript.blocks()
            let block = try #require(blocks.first { $0.hasPrefix("$ printf %s ") })
            let lines = block.components(separatedBy: "\n")
            #expect(lines.count == 2)
            #expect(try await Transcript.shell(String(lines[0].dropFirst(2))) == lines[1])
            let id = try #require(block.firstMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)).output.0
            let signature = lines[1].trimmingCharacters(in: CharacterSet(charactersIn: "="))
            let cookie = try #require(blocks.first { $0.hasPrefix("Name  ") })
            let value = try #require(cookie.firstMatch(of: /Value +(.+)/)).output.1
            #expect(value.removingPercentEncoding == "s:\(id).\(signature)")
            #expect(blocks.contains { $0.contains("get sess:\(id)") })
        }
    }
}
