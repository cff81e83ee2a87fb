/// A piece of a parsed template. Nesting is represented by indexes, so that a template is one flat array.
struct Token: Sendable {
    enum Kind: Sendable {
        case text, escaped, unescaped
        case section, inverted, partial, parent, block
        case close
    }

    let kind: Kind
    /// The range of the text, or of the whole tag.
    var range: Range<Int>
    /// The name in the tag; empty for text.
    var name = ""
    /// For an opening tag, the index of its closing tag.
    var partner = 0
    /// Whether output of this piece begins a line of the template, so that a partial's indentation is added to it.
    var beginsLine = false
    /// Whether the tag was alone on its line, which has been removed.
    var isStandalone = false
    /// The blank bytes before the tag if nothing else precedes it on its line.
    var indentation: Range<Int> = 0..<0
    /// For a block, whether its content begins on the line after the tag.
    var contentOnNextLine = false
    /// For a parent, whether only blank bytes precede it on its line.
    var leadsLine = false
}

/// A template split into tokens.
struct ParsedTemplate: Sendable {
    let source: Source
    let tokens: [Token]
}
