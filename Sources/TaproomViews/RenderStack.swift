/// The sections and recursive partials being written. The innermost section is held outside the array, so that
/// a template without nested sections allocates nothing for them.
struct RenderStack {
    /// How many recursive partials may be running within each other.
    static let deepestCall = 64

    private(set) var innermost = Frame()
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
        innermost = outer.popLast() ?? Frame()
        return nil
    }

    /// The value of a name in the innermost section that has it.
    func value(_ name: Int, _ program: Program) -> ViewValue? {
        if let value = innermost.value(name, program) { return value }
        var depth = outer.count
        while depth > 0 {
            depth -= 1
            if let value = outer[depth].value(name, program) { return value }
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
