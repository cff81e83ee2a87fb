/// The names from which the model learns.
enum Corpus {
    /// The names of a style, in the order in which they are listed.
    struct Section: Sendable {
        let style: String
        var entries: [Entry] = []
    }

    /// A name, split into pieces.
    struct Entry: Sendable {
        /// The shape of the head; nil for a line that is not a name.
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

    /// The sections of the corpus. The text is split as bytes, which is much faster than splitting it as characters.
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

/// The shape of a name's head: one to three words, or the two pieces of a compound.
///
/// The shapes are distinguished because the first of two words is usually an adjective, the first of three a number,
/// and a single one a noun. Names still read well if pieces are exchanged with pieces of the same shape.
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

    /// Whether the piece at `index` is the first one of a compound, after which there is no space.
    func hasSeam(after index: Int) -> Bool { self == .fused && index == 0 }
}
