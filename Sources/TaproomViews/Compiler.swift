/// Compiles one template of a set, and inserts its partials, parents and blocks.
struct Compiler {
    /// The most tokens that a program may be compiled from. Partials that include others twice at every level reach it
    /// soon.
    private static let mostSteps = 1 << 17

    private let library: Library
    private var writer = TextWriter()
    private var scopes = BlockScopes()
    private var routines: [Expansion] = []
    private var routineIndexes: [Expansion: Int] = [:]
    /// The templates that are being inserted. Another occurrence of one of them is recursion.
    private var active: Set<Expansion> = []
    private var depth = 0
    private var steps = 0

    /// A template with the blocks given to it.
    private struct Expansion: Hashable {
        let template: Int
        let scope: Int
    }

    /// The context in which tokens are compiled: their template, the scope of blocks, and the layout of their lines.
    private struct Context {
        let template: Int
        let scope: Int
        var layout: Layout
    }

    static func compile(_ template: Int, of library: Library) throws(TemplateError) -> Program {
        var compiler = Compiler(library: library)
        compiler.routines = [Expansion(template: template, scope: BlockScopes.empty)]
        var next = 0
        while next < compiler.routines.count {
            // Only the first routine has a fixed position. The others are indented while rendering.
            try compiler.compileRoutine(compiler.routines[next], hasMargin: next > 0)
            next += 1
        }
        return compiler.writer.program.finish()
    }

    private init(library: Library) {
        self.library = library
    }

    private mutating func compileRoutine(_ expansion: Expansion, hasMargin: Bool) throws(TemplateError) {
        writer.program.beginRoutine()
        active = [expansion]
        let tokens = library.templates[expansion.template].tokens
        try compile(
            tokens.indices,
            in: Context(
                template: expansion.template, scope: expansion.scope, layout: Layout(hasMargin: hasMargin)))
        writer.program.endRoutine()
    }

    private mutating func compile(_ range: Range<Int>, in context: Context) throws(TemplateError) {
        let template = library.templates[context.template]
        var index = range.lowerBound
        while index < range.upperBound {
            let token = template.tokens[index]
            steps += 1
            try checkSize(token, template.source)
            if token.kind == .text {
                writer.add(token.range, of: template.source, beginsLine: token.beginsLine, context.layout)
                try checkSize(token, template.source)
            } else {
                if !token.isStandalone {
                    writer.beginTag(beginsLine: token.beginsLine, context.layout)
                }
                try compileTag(token, at: index, context)
            }
            index = max(index, token.partner) + 1
        }
    }

    private mutating func compileTag(_ token: Token, at index: Int, _ context: Context) throws(TemplateError) {
        switch token.kind {
        case .text, .close: break
        case .escaped: writer.program.add(.escaped(writer.program.reference(token.name)))
        case .unescaped: writer.program.add(.unescaped(writer.program.reference(token.name)))
        case .section, .inverted: try compileSection(token, at: index, context)
        case .partial: try expand(token, scope: context.scope, context)
        case .parent:
            let given = givenBlocks(token, at: index, context)
            try expand(token, scope: scopes.scope(adding: given, to: context.scope), context)
        case .block: try compileBlock(token, at: index, context)
        }
    }

    private mutating func compileSection(_ token: Token, at index: Int, _ context: Context) throws(TemplateError) {
        let reference = writer.program.reference(token.name)
        writer.program.openSection(reference, isInverted: token.kind == .inverted)
        try enter(token, context)
        try compile(index + 1..<token.partner, in: context)
        depth -= 1
        let close = library.templates[context.template].tokens[token.partner]
        if !close.isStandalone {
            writer.beginTag(beginsLine: close.beginsLine, context.layout)
        }
        writer.program.closeSection()
    }

    /// Returns the blocks directly within a parent tag. Everything else in it is ignored. If two blocks have the same
    /// name, the first one counts.
    private mutating func givenBlocks(
        _ parent: Token, at index: Int, _ context: Context
    ) -> [String: BlockContent] {
        let tokens = library.templates[context.template].tokens
        var blocks: [String: BlockContent] = [:]
        var next = index + 1
        while next < parent.partner {
            let token = tokens[next]
            steps += 1
            if token.kind == .block, blocks[token.name] == nil {
                blocks[token.name] = BlockContent(template: context.template, token: next, scope: context.scope)
            }
            next = max(next, token.partner) + 1
        }
        return blocks
    }

    /// Compiles the content given for a block, or its default content if none is given.
    private mutating func compileBlock(_ token: Token, at index: Int, _ context: Context) throws(TemplateError) {
        try enter(token, context)
        defer { depth -= 1 }
        guard let given = scopes.content(of: token.name, in: context.scope) else {
            try compile(index + 1..<token.partner, in: context)
            return
        }
        let source = library.templates[given.template]
        let block = source.tokens[given.token]
        var layout = context.layout
        layout.indentation += indentation(of: token, at: index, context)
        layout.removed = block.contentOnNextLine ? source.leadingBlanks(after: given.token).count : 0
        writer.firstLine = token.isStandalone ? .indented : .alreadyIndented
        try compile(
            given.token + 1..<block.partner,
            in: Context(template: given.template, scope: given.scope, layout: layout))
        writer.firstLine = .asWritten
    }

    /// Returns the indentation of content given for a block: that of the default content if it has lines of its own,
    /// otherwise that of the block's tag.
    private func indentation(of token: Token, at index: Int, _ context: Context) -> ArraySlice<UInt8> {
        let template = library.templates[context.template]
        let hasOwnLines = token.contentOnNextLine && token.partner > index + 1
        let blanks = hasOwnLines ? template.leadingBlanks(after: index) : token.indentation
        return template.source.bytes[blanks.dropFirst(min(context.layout.removed, blanks.count))]
    }

    /// Inserts a partial or a parent, or calls it if it is recursive.
    private mutating func expand(_ token: Token, scope: Int, _ context: Context) throws(TemplateError) {
        let source = library.templates[context.template].source
        guard let template = library.indexes[token.name] else {
            throw source.error(token.kind == .parent ? .unknownParent : .unknownPartial, at: token.range)
        }
        let expansion = Expansion(template: template, scope: scope)
        let layout = token.isStandalone ? indented(context.layout, by: token.indentation, of: source) : Layout()
        guard active.insert(expansion).inserted else {
            writer.program.addCall(
                routine: routine(expansion), margin: layout.indentation, keepsMargin: layout.hasMargin,
                error: source.error(.recursionTooDeep(limit: RenderStack.deepestCall), at: token.range))
            writer.firstLine = .asWritten
            return
        }
        try enter(token, context)
        try compile(
            library.templates[template].tokens.indices,
            in: Context(template: template, scope: scope, layout: layout))
        depth -= 1
        active.remove(expansion)
    }

    private func indented(_ layout: Layout, by blanks: Range<Int>, of source: Source) -> Layout {
        let added = source.bytes[blanks.dropFirst(min(layout.removed, blanks.count))]
        return Layout(indentation: layout.indentation + added, hasMargin: layout.hasMargin)
    }

    private mutating func routine(_ expansion: Expansion) -> Int {
        if let known = routineIndexes[expansion] { return known }
        routines.append(expansion)
        routineIndexes[expansion] = routines.count - 1
        return routines.count - 1
    }

    private mutating func enter(_ token: Token, _ context: Context) throws(TemplateError) {
        depth += 1
        if depth > Parser.deepest {
            let source = library.templates[context.template].source
            throw source.error(.nestingTooDeep(limit: Parser.deepest), at: token.range)
        }
    }

    private func checkSize(_ token: Token, _ source: Source) throws(TemplateError) {
        if steps > Self.mostSteps || writer.program.isTooLarge {
            throw source.error(.tooLarge, at: token.range)
        }
    }
}

extension ParsedTemplate {
    /// Returns the range of the blank bytes at the beginning of the content after an opening tag.
    fileprivate func leadingBlanks(after index: Int) -> Range<Int> {
        // A parent with lines of its own follows an empty text token, which had contained its indentation.
        let token = tokens[tokens[index + 1].range.isEmpty ? index + 2 : index + 1]
        guard token.kind == .text else { return token.indentation }
        return token.range.prefix(source.blankCount(token.range))
    }
}
