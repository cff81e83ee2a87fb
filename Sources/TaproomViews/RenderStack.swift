/// A section being written: the value it is over and how far it has come.
struct Frame {
    let source: ViewValue
    /// How many values there are, one unless the source is a list.
    let count: Int
    /// Index of the first instruction of the section.
    let start: Int
    var position = 0
    /// Where the model at the position, if it is one, has the fields the program names.
    var fields: FieldTable

    /// Stands for no section. It has no names, so that looking one up needs no test for it, nor the copy of a
    /// frame that unwrapping an optional makes.
    static let outside = Frame()

    private init() {
        source = .null
        count = 0
        start = 0
        fields = []
    }

    init(_ source: ViewValue, count: Int, start: Int, _ program: Program) {
        self.source = source
        self.count = count
        self.start = start
        fields = []
        findFields(program)
    }

    /// Moves to the next value; false if there is none.
    mutating func advance(_ program: Program) -> Bool {
        position += 1
        guard position < count else { return false }
        // The elements of a list of models share one table, those of other lists may differ.
        if case .list = source { findFields(program) }
        return true
    }

    /// The value at the position.
    var current: ViewValue {
        switch source {
        case .list(let values): values[position]
        case .models(let models): .object(models.list.model(at: position))
        default: source
        }
    }

    /// The value of a name, or `.none` if the value at the position has no such name. It is not spelled `nil`
    /// here, as that is also a literal of a value.
    func value(_ name: Int, _ program: Program) -> ViewValue? {
        switch source {
        case .models(let models):
            let index = Int(fields[name])
            guard index >= 0 else { return .none }
            return models.list.field(at: index, of: position)
        case .list(let values):
            return values[position].value(name, program, fields)
        default:
            return source.value(name, program, fields)
        }
    }

    private mutating func findFields(_ program: Program) {
        switch source {
        case .models(let models): fields = program.fields.table(for: models.list.modelType)
        case .object(let model): fields = program.fields.table(for: type(of: model))
        case .list(let values):
            if case .object(let model) = values[position] {
                fields = program.fields.table(for: type(of: model))
            }
        default: break
        }
    }
}

extension ViewValue {
    fileprivate func value(_ name: Int, _ program: Program, _ fields: FieldTable) -> ViewValue? {
        switch self {
        case .object(let model):
            let index = Int(fields[name])
            guard index >= 0 else { return .none }
            return model.field(at: index)
        case .dictionary(let values):
            return values[program.names[name]]
        default:
            return .none
        }
    }

    /// The value of a name after a dot, which no outer section is searched for.
    func member(_ name: Int, _ program: Program) -> ViewValue {
        guard case .object(let model) = self else { return value(name, program, []) ?? .null }
        return value(name, program, program.fields.table(for: type(of: model))) ?? .null
    }
}

/// The sections and recursive partials being written. The innermost section is held outside the array, so that
/// a template without nested sections allocates nothing for them.
struct RenderStack {
    /// How many recursive partials may be running within each other.
    static let deepestCall = 64

    private(set) var innermost = Frame.outside
    private var outer: [Frame] = []
    private var returns: [Return] = []
    private var margins: [TextRange] = []
    private var marginStart = 0

    private struct Return {
        let index: Int
        let marginStart: Int
        let marginCount: Int
    }

    mutating func enter(_ frame: Frame) {
        if innermost.count > 0 { outer.append(innermost) }
        innermost = frame
    }

    /// The instruction at which the innermost section starts over, or nil if it is done and has been left.
    mutating func next(_ program: Program) -> Int? {
        if innermost.advance(program) { return innermost.start }
        innermost = outer.popLast() ?? .outside
        return nil
    }

    /// The value of a name in the innermost section that has it.
    func value(_ name: Int, _ program: Program) -> ViewValue? {
        if let value = innermost.value(name, program) { return value }
        for frame in outer.reversed() {
            if let value = frame.value(name, program) { return value }
        }
        return .none
    }

    /// The indentation of the partials that are running, outermost first.
    var margin: ArraySlice<TextRange> {
        margins[marginStart...]
    }

    mutating func call(_ call: Call, returningTo index: Int) throws(TemplateError) {
        guard returns.count < Self.deepestCall else { throw call.error }
        returns.append(Return(index: index, marginStart: marginStart, marginCount: margins.count))
        if !call.keepsMargin { marginStart = margins.count }
        margins.append(call.margin)
    }

    /// The instruction after the call of the routine that is done, or nil if that was the whole program.
    mutating func finishCall() -> Int? {
        guard let last = returns.popLast() else { return nil }
        margins.removeLast(margins.count - last.marginCount)
        marginStart = last.marginStart
        return last.index
    }
}
