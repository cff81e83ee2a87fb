/// The indentation of a template's lines where the template is inserted.
struct Layout: Hashable {
    /// The bytes that are added before each line.
    var indentation: [UInt8] = []
    /// The number of blank bytes that are removed from each line first: the indentation of a block's content in the
    /// template that gives it.
    var removed = 0
    /// Whether the indentation of the running partials is added too. It is known only while rendering.
    var hasMargin = false
}

/// Whether the first output of a block is indented, independent of its position in the template that gives it.
enum FirstLine {
    case asWritten, indented, alreadyIndented
}

/// Adds literal text to a program, indented line by line.
struct TextWriter {
    var program = ProgramBuilder()
    var firstLine = FirstLine.asWritten

    /// Adds a range of a template's text.
    mutating func add(_ range: Range<Int>, of source: Source, beginsLine: Bool, _ layout: Layout) {
        guard !range.isEmpty else { return }
        guard layout != Layout() || firstLine != .asWritten else {
            return program.addText(source.bytes[range])
        }
        var lineStart = range.lowerBound
        var isLineStart = beginsLine
        while lineStart < range.upperBound, !program.isTooLarge {
            let newline = source.bytes[lineStart..<range.upperBound].firstIndex(of: ASCII.newline)
            let lineEnd = newline.map { $0 + 1 } ?? range.upperBound
            addLine(lineStart..<lineEnd, of: source, beginsLine: isLineStart, layout)
            lineStart = lineEnd
            isLineStart = true
        }
    }

    /// Adds the indentation before a tag's output, if any is due.
    mutating func beginTag(beginsLine: Bool, _ layout: Layout) {
        if takesIndentation(beginsLine) {
            addIndentation(layout)
        }
    }

    private mutating func addLine(
        _ line: Range<Int>, of source: Source, beginsLine: Bool, _ layout: Layout
    ) {
        var content = line
        if beginsLine {
            content = line.dropFirst(min(layout.removed, source.blankCount(line)))
        }
        let isIndented = takesIndentation(beginsLine)
        // An indented empty line would have trailing spaces that are not in the template.
        if isIndented, let first = source.bytes[content].first, first != ASCII.newline,
            first != ASCII.carriageReturn
        {
            addIndentation(layout)
        }
        program.addText(source.bytes[content])
    }

    private mutating func takesIndentation(_ beginsLine: Bool) -> Bool {
        defer { firstLine = .asWritten }
        return switch firstLine {
        case .asWritten: beginsLine
        case .indented: true
        case .alreadyIndented: false
        }
    }

    private mutating func addIndentation(_ layout: Layout) {
        if layout.hasMargin {
            program.add(.margin)
        }
        program.addText(layout.indentation)
    }
}
