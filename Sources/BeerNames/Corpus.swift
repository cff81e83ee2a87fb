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
            lines.utf8.split(separator: UInt8(ascii: "\n")).map { Entry(line: $0) }
        }
    }

    /// One name of the corpus, taken apart.
    struct Entry: Sendable {
        let shape: HeadShape?
        let head: ArraySlice<Substring>
        let tail: ArraySlice<Substring>

        /// Takes the line as bytes: to cut it between characters would cost seven times as much.
        init(line: Substring.UTF8View) {
            let seam = UInt8(ascii: "+")
            let pieces = line.split { $0 == UInt8(ascii: " ") || $0 == seam }.map { Substring($0) }
            head = pieces.prefix { $0 != "/" }
            tail = pieces.dropFirst(head.count + 1)
            shape = HeadShape(pieces: head.count, hasSeam: line.contains(seam))
        }

        var name: String {
            let headText = head.joined(separator: shape == .fused ? "" : " ")
            return ([headText] + tail.map(String.init)).joined(separator: " ")
        }
    }

    static let sections = hops + dark + lager + wheat + belgian + tart + ales
}
