/// How the lines of a template are moved to where the template is put in place.
struct Layout: Hashable {
    /// What each line is indented by.
    var indentation: [UInt8] = []
    /// How many blank bytes are first removed from each line: a block's own indentation in the template that
    /// gives it.
    var removed = 0
    /// Whether the indentation of running partials, known while rendering only, applies as well.
    var hasMargin = false
}

/// Whether the first output of a block is indented, whatever line it began in the template that gives it.
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

    /// Adds the indentation due before a tag's output.
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
        // Indenting an empty line would leave trailing spaces nobody wrote.
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
