/// The names the model learns from, all invented for it, in sections of one style each.
///
/// A line holds one name. ` / ` parts its playful head from the tail that belongs to the style, so the model
/// can lend a head to any style and never lends a tail. `+` marks the seam of a compound, where it may be
/// taken apart: of `Lantern+fish` and `Sleigh+bell` come 'Lanternbell' and 'Sleighfish'.
enum Corpus {
    struct Section: Sendable {
        let style: String
        let lines: String

        /// The section's names, in the order they are written.
        var entries: [Entry] {
            lines.split(separator: "\n").map { Entry(line: $0) }
        }
    }

    /// One name of the corpus, taken apart.
    struct Entry: Sendable {
        let shape: HeadShape?
        let head: [Substring]
        let tail: [Substring]

        init(line: Substring) {
            let words = line.split(separator: " ")
            let headWords = words.prefix { $0 != "/" }
            let pieces = headWords.flatMap { $0.split(separator: "+") }
            shape = HeadShape(words: headWords.count, pieces: pieces.count)
            head = pieces
            tail = Array(words.dropFirst(headWords.count + 1))
        }

        var name: String {
            let headText = head.joined(separator: shape == .fused ? "" : " ")
            return ([headText] + tail.map(String.init)).joined(separator: " ")
        }
    }

    static let sections = hops + dark + lager + wheat + belgian + tart + ales
}
