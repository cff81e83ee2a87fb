import Foundation
import Testing

/// Each example of Documentation is in a file of this folder or of Tests/TutorialTests, which compiles and runs it:
/// Swift in the code, and templates in the views.
@Suite struct GuideSnippetsTests {
    static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let documentation = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Documentation")

    static let pages = names(in: documentation, ending: ".md")

    private static func names(in folder: URL, ending: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
            .filter { $0.hasSuffix(ending) }.sorted()
    }

    private static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    private static func sources() throws -> [String] {
        try names(in: tests, ending: ".swift").map { try text(tests.appendingPathComponent($0)) }
    }

    /// Returns the files of the tutorial's program and its tests.
    private static func tutorialSources() throws -> [String] {
        let folder = tests.deletingLastPathComponent().appendingPathComponent("TutorialTests")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return try paths.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".mustache") }
            .map { try text(folder.appendingPathComponent($0)) }
    }

    /// Returns the lines without their common indentation, which does not count empty lines.
    private static func dedented(_ lines: some Collection<String>) -> [String] {
        let indentation = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min()
        return lines.map { $0.allSatisfy(\.isWhitespace) ? "" : String($0.dropFirst(indentation ?? 0)) }
    }

    private struct Block {
        let line: Int
        /// The imports are at the top of a file, the other lines together below them.
        let imports: [String]
        let lines: [String]

        init(line: Int, _ text: [String]) {
            self.line = line
            imports = text.filter { $0.hasPrefix("import ") }
            var others = text.filter { !$0.hasPrefix("import ") }[...]
            while others.first?.isEmpty == true { others.removeFirst() }
            lines = dedented(others)
        }

        func stands(in source: [String]) -> Bool {
            guard imports.allSatisfy(source.contains) else { return false }
            guard !lines.isEmpty else { return true }
            guard source.count >= lines.count else { return false }
            return (0...source.count - lines.count).contains { start in
                source[start].hasSuffix(lines[0]) && dedented(source[start..<start + lines.count]) == lines
            }
        }
    }

    private static func blocks(of page: String) throws -> [Block] {
        var blocks: [Block] = []
        var open: (line: Int, text: [String])?
        for (index, line) in try text(documentation.appendingPathComponent(page)).components(separatedBy: "\n")
            .enumerated()
        {
            if line == "```", let block = open {
                blocks.append(Block(line: block.line, block.text))
                open = nil
            } else if line == "```swift" || line == "```html" {
                open = (index + 1, [])
            } else {
                open?.text.append(line)
            }
        }
        #expect(open == nil, "\(page): a block is not closed")
        return blocks
    }

    @Test(arguments: pages) func eachBlockIsCompiled(_ page: String) throws {
        let sources = try (Self.sources() + Self.tutorialSources()).map { $0.components(separatedBy: "\n") }
        for block in try Self.blocks(of: page) {
            #expect(
                sources.contains { block.stands(in: $0) },
                "\(page):\(block.line): the block stands in no file of Tests/GuideTests or TutorialTests as it is here")
        }
    }

    /// In tables that compare frameworks, the code in the last column is Taproom's.
    @Test(arguments: ["FromExpress.md", "FromHummingbirdAndVapor.md"])
    func theCodeOfTablesIsCompiled(_ page: String) throws {
        let sources = try Self.sources()
        for (index, line) in try Self.text(Self.documentation.appendingPathComponent(page))
            .components(separatedBy: "\n").enumerated() where line.hasPrefix("|")
        {
            let column = line.split(separator: "|").last ?? ""
            let spans = column.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
            for span in spans {
                #expect(
                    sources.contains { $0.contains(span) },
                    "\(page):\(index + 1): `\(span)` stands in no file of Tests/GuideTests")
            }
        }
    }

    @Test func thereIsATestForEachPage() throws {
        let tutorial = Self.tests.deletingLastPathComponent().appendingPathComponent("TutorialTests")
        let files = Self.names(in: Self.tests, ending: ".swift") + Self.names(in: tutorial, ending: ".swift")
        for page in Self.pages where page != "README.md" {
            let name = page.replacingOccurrences(of: ".md", with: "GuideTests.swift")
            #expect(files.contains(name), "\(page) has no \(name)")
        }
    }

    @Test func theIndexNamesAllPages() throws {
        let index = try Self.text(Self.documentation.appendingPathComponent("README.md"))
        for page in Self.pages where page != "README.md" { #expect(index.contains("](\(page))"), "\(page)") }
    }
}
