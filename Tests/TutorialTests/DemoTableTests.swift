import Foundation
import Testing

/// The tables of Documentation/HowSessionsWork.md that show where the demo contains the Node.js tutorial's code.
@Suite struct DemoTableTests {
    /// Returns the code and the file of each row.
    private func rows() throws -> [(code: [String], file: String?)] {
        let text = try String(contentsOf: Transcript.article, encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## Where the original's code is\n").last)
        return section.components(separatedBy: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| block of") }
            .map { line in
                let cells = line.components(separatedBy: " |")
                let code = cells[1].components(separatedBy: "`").enumerated()
                    .filter { $0.offset % 2 == 1 }.map(\.element)
                return (code, cells[2].firstMatch(of: /\]\((.+)\)/).map { String($0.1) })
            }
    }

    @Test func theCodeStandsInTheFile() throws {
        let rows = try rows()
        #expect(rows.count == 25)
        for row in rows {
            guard let file = row.file else {
                #expect(row.code.isEmpty)
                continue
            }
            let path = Transcript.article.deletingLastPathComponent().appending(path: file).standardizedFileURL
            let text = try String(contentsOf: path, encoding: .utf8)
            #expect(!row.code.isEmpty, "\(file)")
            for code in row.code { #expect(text.contains(code), "\(file) does not hold '\(code)'") }
        }
    }
}
