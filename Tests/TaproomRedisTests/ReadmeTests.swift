import Foundation
import TaproomTesting
import Testing

/// The README's Swift compiles, as it is the same as in `ReadmeExamples.swift`; and what it shows works.
@Suite struct ReadmeTests {
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("import ") }
    }

    /// Without line breaks and indentation, where a formatter may differ.
    private func squeezed(_ text: String) -> String {
        lines(text).joined(separator: " ").replacingOccurrences(of: "( ", with: "(")
    }

    @Test func itsExamplesAreThoseThatCompile() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let examples = squeezed(
            try String(contentsOf: here.appending(path: "ReadmeExamples.swift"), encoding: .utf8))
        let readme = try String(contentsOf: here.appending(path: "../../README.md"), encoding: .utf8)
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst().map {
            String($0.prefix(upTo: $0.range(of: "```")?.lowerBound ?? $0.endIndex))
        }
        #expect(blocks.count == 8)
        for block in blocks {
            // Declarations and statements stand in different places there: each piece is looked for alone.
            let pieces = block.components(separatedBy: "\n}\n").filter { !lines($0).isEmpty }
            for piece in pieces { #expect(examples.contains(squeezed(piece)), "\(piece)") }
        }
    }

    @Test func itsStoreKeepsSessions() async throws {
        try await SessionApp(DictionaryStore()).app.test(.inProcess) { client async throws in
            let visitor = Visitor(client)
            for round in 1...3 { #expect(try await visitor.send(.post, "/pour").text == "\(round)") }
            #expect(try await visitor.send(.get, "/look").text == "3")
        }
    }
}
