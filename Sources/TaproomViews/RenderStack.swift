/// The sections and recursive partials being written. The innermost section is held outside the array, so that
/// a template without nested sections allocates nothing for them.
struct RenderStack {
    /// How many recursive partials may be running within each other.
    static let deepestCall = 64

    private(set) var innermost = Frame()
    private var outer: [Frame] = []
    private var running: [RunningCall] = []

    private struct RunningCall {
        /// Index of the step after the call.
        let next: Int
        /// The indentation of this and the partials around it, outermost first.
        let margin: [UInt8]
    }

    /// Whether a section may have the value of a name.
    private(set) var hasNames = false

    mutating func enter(_ frame: Frame) {
        if innermost.count > 0 { outer.append(innermost) }
        innermost = frame
        if frame.source.hasParts { hasNames = true }
    }

    /// Whether the innermost section starts over for its next value; otherwise it is left.
    mutating func next(_ program: Program) -> Bool {
        if innermost.advance(program) { return true }
        innermost = outer.popLast() ?? Frame()
        hasNames = innermost.source.hasParts || outer.contains { $0.source.hasParts }
        return false
    }

    /// The value of a name: its first part is searched for from the innermost section outwards and at last in the
    /// root model, the other parts in what the part before them gave.
    func search(_ reference: Reference, _ root: some ViewModel, _ program: Program) -> ViewValue {
        guard reference.name >= 0 else { return innermost.current }
        var value = value(Int(reference.name), program) ?? reference.value(of: root)
        guard reference.tail >= 0 else { return value }
        for name in program.tails[Int(reference.tail)] {
            value = value.member(name, program)
        }
        return value
    }

    /// The value of a name in the innermost section that has it.
    private func value(_ name: Int, _ program: Program) -> ViewValue? {
        if let value = innermost.value(name, program) { return value }
        for frame in outer.reversed() {
            if let value = frame.value(name, program) { return value }
        }
        return .none
    }

    /// What the lines of the innermost partial are indented by.
    var margin: [UInt8] { running.last?.margin ?? [] }

    mutating func call(_ call: Call, of program: Program, returningTo index: Int) throws(TemplateError) {
        guard running.count < Self.deepestCall else { throw call.error }
        let added = program.text[call.margin.range]
        running.append(RunningCall(next: index, margin: call.keepsMargin ? margin + added : Array(added)))
    }

    /// The step after the call of the routine that is done, or nil if that was the whole program.
    mutating func finishCall() -> Int? {
        running.popLast()?.next
    }
}
