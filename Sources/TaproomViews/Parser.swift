/// Splits a template into tokens in one pass, without recursion.
struct Parser {
    /// The deepest nesting of sections, blocks and parents, both in a template and once partials are inserted.
    static let deepest = 256

    private let source: Source
    private var tokens: [Token] = []
    private var openTokens: [Int] = []
    private var delimiters = Delimiters.standard
    private var textStart = 0
    /// Whether the next token is the first output of a line of the template.
    private var atLineStart = true

    private init(_ source: Source) {
        self.source = source
    }

    static func parse(_ source: Source) throws(TemplateError) -> ParsedTemplate {
        var parser = Parser(source)
        while let start = source.firstIndex(of: parser.delimiters.open, from: parser.textStart) {
            try parser.add(source.tag(at: start, parser.delimiters))
        }
        parser.addText(upTo: source.bytes.count)
        if let open = parser.openTokens.last {
            throw source.error(.unclosedSection, at: parser.tokens[open].range)
        }
        return ParsedTemplate(source: source, tokens: parser.tokens)
    }

    private mutating func add(_ tag: Tag) throws(TemplateError) {
        switch tag.kind {
        case .variable: addVariable(tag, .escaped)
        case .unescaped: addVariable(tag, .unescaped)
        case .comment: skip(tag)
        case .delimiters:
            delimiters = try source.delimiters(in: tag)
            skip(tag)
        case .partial: addTag(tag, .partial)
        case .section: try open(tag, .section)
        case .inverted: try open(tag, .inverted)
        case .block: try open(tag, .block)
        case .parent: try open(tag, .parent)
        case .close: try close(tag)
        }
    }

    private mutating func addText(upTo end: Int) {
        guard textStart < end else { return }
        tokens.append(Token(kind: .text, range: textStart..<end, beginsLine: atLineStart))
        atLineStart = source.bytes[end - 1] == ASCII.newline
        textStart = end
    }

    private mutating func addVariable(_ tag: Tag, _ kind: Token.Kind) {
        addText(upTo: tag.range.lowerBound)
        append(tag, kind)
        textStart = tag.range.upperBound
    }

    /// Removes a tag from the template, including its line if it is alone on it.
    private mutating func skip(_ tag: Tag) {
        if let line = ownLine(of: tag) {
            addText(upTo: line.lowerBound)
            textStart = line.upperBound
        } else {
            addText(upTo: tag.range.lowerBound)
            textStart = tag.range.upperBound
        }
    }

    /// Adds a tag that may be alone on its line.
    private mutating func addTag(_ tag: Tag, _ kind: Token.Kind) {
        let lineStart = source.blankLineStart(before: tag.range.lowerBound)
        let line = ownLine(of: tag)
        addText(upTo: line?.lowerBound ?? tag.range.lowerBound)
        append(tag, kind, isStandalone: line != nil)
        tokens[tokens.count - 1].indentation = (lineStart ?? tag.range.lowerBound)..<tag.range.lowerBound
        textStart = line?.upperBound ?? tag.range.upperBound
    }

    private mutating func append(_ tag: Tag, _ kind: Token.Kind, isStandalone: Bool = false) {
        tokens.append(
            Token(
                kind: kind, range: tag.range, name: source.string(tag.content),
                beginsLine: atLineStart && !isStandalone, isStandalone: isStandalone))
        atLineStart = isStandalone
    }

    private func ownLine(of tag: Tag) -> Range<Int>? {
        guard let start = source.blankLineStart(before: tag.range.lowerBound),
            let end = source.nextLine(after: tag.range.upperBound)
        else { return nil }
        return start..<end
    }

    private mutating func open(_ tag: Tag, _ kind: Token.Kind) throws(TemplateError) {
        guard openTokens.count < Self.deepest else {
            throw source.error(.nestingTooDeep(limit: Self.deepest), at: tag.range)
        }
        switch kind {
        case .parent: addParent(tag)
        case .block where isInParent: addArgument(tag)
        default:
            addTag(tag, kind)
            tokens[tokens.count - 1].contentOnNextLine = tokens[tokens.count - 1].isStandalone
        }
        openTokens.append(tokens.count - 1)
    }

    private var isInParent: Bool {
        guard let open = openTokens.last else { return false }
        return tokens[open].kind == .parent
    }

    /// Only its closing tag shows whether a parent is alone on its lines. So the blank bytes before it become a
    /// separate token, which can be emptied then.
    private mutating func addParent(_ tag: Tag) {
        let lineStart = source.blankLineStart(before: tag.range.lowerBound)
        addText(upTo: lineStart ?? tag.range.lowerBound)
        addText(upTo: tag.range.lowerBound)
        append(tag, .parent)
        tokens[tokens.count - 1].indentation = (lineStart ?? tag.range.lowerBound)..<tag.range.lowerBound
        tokens[tokens.count - 1].leadsLine = lineStart != nil
        textStart = tag.range.upperBound
    }

    /// Adds a block directly within a parent, which gives content to the parent. Text around it is never written, so a
    /// line break after the tag is not part of the content, regardless of what precedes the tag.
    private mutating func addArgument(_ tag: Tag) {
        addText(upTo: tag.range.lowerBound)
        append(tag, .block)
        textStart = tag.range.upperBound
        if let next = source.nextLine(after: textStart) {
            tokens[tokens.count - 1].contentOnNextLine = true
            textStart = next
            atLineStart = true
        }
    }

    private mutating func close(_ tag: Tag) throws(TemplateError) {
        guard let open = openTokens.popLast() else {
            throw source.error(.unexpectedClose, at: tag.range)
        }
        guard tokens[open].name == source.string(tag.content) else {
            let line = source.position(of: tokens[open].range.lowerBound).line
            let opened = source.excerpt(tokens[open].range)
            throw source.error(.mismatchedClose(opened: opened, line: line), at: tag.range)
        }
        if tokens[open].kind == .parent {
            closeParent(tag, open)
        } else if tokens[open].kind == .block, isInParent,
            let lineStart = source.blankLineStart(before: tag.range.lowerBound)
        {
            addText(upTo: lineStart)
            append(tag, .close, isStandalone: true)
            textStart = tag.range.upperBound
        } else {
            addTag(tag, .close)
        }
        tokens[open].partner = tokens.count - 1
    }

    private mutating func closeParent(_ tag: Tag, _ open: Int) {
        addText(upTo: tag.range.lowerBound)
        let next = tokens[open].leadsLine ? source.nextLine(after: tag.range.upperBound) : nil
        append(tag, .close, isStandalone: next != nil)
        textStart = next ?? tag.range.upperBound
        guard next != nil else { return }
        tokens[open].isStandalone = true
        tokens[open].beginsLine = false
        let indentation = tokens[open].indentation
        if !indentation.isEmpty {
            tokens[open - 1].range = indentation.lowerBound..<indentation.lowerBound
        }
    }
}
