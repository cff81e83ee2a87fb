import Foundation
import Testing

/// The README's Swift is the same as in `ReadmeExamples.swift`, so it compiles.
@Suite struct ReadmeTests {
    /// Returns the text without line breaks and indentation, which a formatter may change.
    private func squeezed(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("import ") }
            .joined(separator: " ").replacingOccurrences(of: "( ", with: "(")
    }

    @Test func itsExampleIsTheOneThatCompiles() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let examples = squeezed(
            try String(contentsOf: here.appending(path: "ReadmeExamples.swift"), encoding: .utf8))
        let readme = try String(contentsOf: here.appending(path: "../../README.md"), encoding: .utf8)
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst().map {
            String($0.prefix(upTo: $0.range(of: "```")?.lowerBound ?? $0.endIndex))
        }
        #expect(blocks.count == 1)
        for block in blocks { #expect(examples.contains(squeezed(block)), "\(block)") }
    }
}
