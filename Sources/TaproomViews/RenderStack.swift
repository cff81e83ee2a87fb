/// The sections and recursive partials that are being rendered. The innermost section is stored outside of the array,
/// so that a template without nested sections allocates nothing for them.
struct RenderStack {
    /// The deepest nesting of recursive partials.
    static let deepestCall = 64

    private(set) var innermost = Frame()
    private var outer: [Frame] = []
    private var running: [RunningCall] = []

    private struct RunningCall {
        /// The index of the step after the call.
        let next: Int
        /// The indentation of the enclosing partials and this one, outermost first.
        let margin: [UInt8]
    }

    /// Whether a name may have a value in one of the sections.
    private(set) var hasNames = false

    mutating func enter(_ frame: Frame) {
        if innermost.count > 0 { outer.append(innermost) }
        innermost = frame
        if frame.source.hasParts { hasNames = true }
    }

    /// Moves the innermost section to its next value, or leaves it. Returns whether it has a next value.
    mutating func next(_ program: Program) -> Bool {
        if innermost.advance(program) { return true }
        innermost = outer.popLast() ?? Frame()
        hasNames = innermost.source.hasParts || outer.contains { $0.source.hasParts }
        return false
    }

    /// Returns the value of a name. Its first part is searched for from the innermost section outwards and then in the
    /// root model, each other part in the value of the part before it.
    func search(_ reference: Reference, _ root: some ViewModel, _ program: Program) -> ViewValue {
        guard reference.name >= 0 else { return innermost.current }
        var value = value(Int(reference.name), program) ?? reference.value(of: root)
        guard reference.tail >= 0 else { return value }
        for name in program.tails[Int(reference.tail)] {
            value = value.member(name, program)
        }
        return value
    }

    /// Returns the value of a name in the innermost section that has it.
    private func value(_ name: Int, _ program: Program) -> ViewValue? {
        if let value = innermost.value(name, program) { return value }
        for frame in outer.reversed() {
            if let value = frame.value(name, program) { return value }
        }
        return .none
    }

    /// The indentation of the lines of the innermost partial.
    var margin: [UInt8] { running.last?.margin ?? [] }

    mutating func call(_ call: Call, of program: Program, returningTo index: Int) throws(TemplateError) {
        guard running.count < Self.deepestCall else { throw call.error }
        let added = program.text[call.margin.range]
        running.append(RunningCall(next: index, margin: call.keepsMargin ? margin + added : Array(added)))
    }

    /// Ends a routine, and returns the step after its call; nil if it was the program itself.
    mutating func finishCall() -> Int? {
        running.popLast()?.next
    }
}
