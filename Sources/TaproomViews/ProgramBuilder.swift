/// Collects the steps, text and names of a program.
struct ProgramBuilder {
    /// The most bytes of text in a program. With this limit, offsets fit in 32 bits even if a line is indented by a
    /// partial at every level of nesting.
    static let longestText = 1 << 22

    private var steps: [Step] = []
    private var text: [UInt8] = []
    /// The start of the text that does not belong to a step yet.
    private var taken: Int32 = 0
    private var names: [String] = []
    private var nameIndexes: [String: Int] = [:]
    private var tails: [[Int]] = []
    private var calls: [(routine: Int, call: Call)] = []
    private var entries: [Int] = []
    private var openSections: [OpenSection] = []

    private struct OpenSection {
        let step: Int
        var needsFrame = false
    }

    var isTooLarge: Bool {
        text.count > Self.longestText
    }

    /// Adds literal text.
    mutating func addText(_ bytes: some Collection<UInt8>) {
        text.append(contentsOf: bytes)
    }

    mutating func add(_ operation: Operation) {
        let end = Int32(text.count)
        steps.append(Step(text: TextRange(start: taken, end: end), operation: operation))
        taken = end
    }

    /// Adds the first step of a section. ``closeSection()`` sets its end.
    mutating func openSection(_ reference: Reference, isInverted: Bool) {
        openSections.append(OpenSection(step: steps.count))
        add(isInverted ? .inverted(reference, end: 0) : .section(reference, end: 0, needsFrame: false))
    }

    /// Ends the innermost section.
    mutating func closeSection() {
        guard let open = openSections.popLast() else { return }
        let step = steps[open.step]
        if case .section = step.operation { add(.next(start: Int32(open.step + 1))) }
        // The remaining text does not belong to the step after the section, which is a jump target.
        if taken < text.count { add(.nothing) }
        let end = Int32(steps.count)
        switch step.operation {
        case .section(let reference, _, _):
            steps[open.step].operation = .section(reference, end: end, needsFrame: open.needsFrame)
        case .inverted(let reference, _):
            steps[open.step].operation = .inverted(reference, end: end)
        default: break
        }
    }

    mutating func addCall(
        routine: Int, margin: [UInt8], keepsMargin: Bool, error: TemplateError
    ) {
        // The partial may write the current value, and may reach this section again.
        needFrames()
        add(.call(Int32(calls.count)))
        text.append(contentsOf: margin)
        let range = TextRange(start: taken, end: Int32(text.count))
        taken = range.end
        calls.append((routine, Call(entry: 0, margin: range, keepsMargin: keepsMargin, error: error)))
    }

    /// Begins the next routine. The first one is the program itself.
    mutating func beginRoutine() {
        entries.append(steps.count)
    }

    mutating func endRoutine() {
        add(.finish)
    }

    mutating func reference(_ name: String) -> Reference {
        if name == "." {
            needFrames()
            return .current
        }
        let parts = name.split(separator: ".").map { intern(String($0)) }
        guard let first = parts.first else { return .current }
        guard parts.count > 1 else { return Reference(name: Int32(first)) }
        tails.append(Array(parts.dropFirst()))
        return Reference(name: Int32(first), tail: Int32(tails.count - 1))
    }

    func finish() -> Program {
        let resolved = calls.map { routine, call in
            Call(
                entry: entries[routine], margin: call.margin, keepsMargin: call.keepsMargin, error: call.error
            )
        }
        return Program(
            steps: steps, text: text + Array(repeating: 0, count: PageWriter.block), names: names, tails: tails,
            calls: resolved)
    }

    private mutating func needFrames() {
        for index in openSections.indices { openSections[index].needsFrame = true }
    }

    private mutating func intern(_ name: String) -> Int {
        if let known = nameIndexes[name] { return known }
        nameIndexes[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
