/// The names that the model learns from.
enum Corpus {
    /// The names of one style, in the order they are written.
    struct Section: Sendable {
        let style: String
        var entries: [Entry] = []
    }

    /// One name, taken apart.
    struct Entry: Sendable {
        /// Nil for a line that is no name.
        let shape: HeadShape?
        let head: ArraySlice<Substring>
        let tail: ArraySlice<Substring>

        init(line: Substring.UTF8View) {
            let seam = UInt8(ascii: "+")
            let pieces = line.split { $0 == UInt8(ascii: " ") || $0 == seam }.map { Substring($0) }
            head = pieces.prefix { $0 != "/" }
            tail = pieces.dropFirst(head.count + 1)
            shape = HeadShape(pieces: head.count, hasSeam: line.contains(seam))
        }
    }

    /// Takes the text as bytes: to cut it between characters would cost seven times as much.
    static let sections: [Section] = {
        var sections: [Section] = []
        for line in names.utf8.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: "# ".utf8) {
                sections.append(Section(style: String(Substring(line.dropFirst(2)))))
            } else if let last = sections.indices.last {
                sections[last].entries.append(Entry(line: line))
            }
        }
        return sections
    }()
}

/// How the head of a name is built: of one word to three, or of a compound's two pieces.
///
/// The shapes are told apart because the first of two words is mostly an adjective, the first of three a
/// number and a lone one a noun: pieces may change places with their like and still read well.
enum HeadShape: Int, Sendable {
    case lone = 1
    case pair
    case trio
    case fused

    init?(pieces: Int, hasSeam: Bool) {
        switch (pieces, hasSeam) {
        case (1, false): self = .lone
        case (2, false): self = .pair
        case (3, false): self = .trio
        case (2, true): self = .fused
        default: return nil
        }
    }

    var pieces: Int { self == .fused ? 2 : rawValue }

    /// Whether the piece at `index` is a compound's first, which no space parts from the next.
    func hasSeam(after index: Int) -> Bool { self == .fused && index == 0 }
}
