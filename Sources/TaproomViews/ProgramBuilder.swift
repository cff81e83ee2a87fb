/// Collects the instructions, text and names of a program.
struct ProgramBuilder {
    /// How much text a program may hold. Even a line indented by a partial at every level of nesting then keeps
    /// offsets within 32 bits.
    static let longestText = 1 << 22

    private var operations: [Operation] = []
    private var text: [UInt8] = []
    private var names: [String] = []
    private var nameIndexes: [String: Int] = [:]
    private var tails: [[Int]] = []
    private var calls: [(routine: Int, call: Call)] = []
    private var entries: [Int] = []
    /// The last instruction something jumps to: text before it must not be merged with text after it.
    private var lastTarget = 0

    var isTooLarge: Bool {
        text.count > Self.longestText
    }

    /// Adds literal text, to the preceding instruction if that is text as well.
    mutating func addText(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        let range = append(bytes)
        if operations.count > lastTarget, case .text(var merged) = operations.last, merged.end == range.start {
            merged.end = range.end
            operations[operations.count - 1] = .text(merged)
        } else {
            operations.append(.text(range))
        }
    }

    mutating func add(_ operation: Operation) {
        operations.append(operation)
    }

    /// Adds an instruction that jumps, and gives its index for ``close(_:)``.
    mutating func open(_ operation: Operation) -> Int {
        operations.append(operation)
        return operations.count - 1
    }

    /// Makes an opened instruction jump to the place reached now.
    mutating func close(_ opened: Int) {
        let end = Int32(operations.count)
        switch operations[opened] {
        case .section(let reference, _): operations[opened] = .section(reference, end: end)
        case .inverted(let reference, _): operations[opened] = .inverted(reference, end: end)
        default: break
        }
        lastTarget = operations.count
    }

    mutating func addCall(
        routine: Int, margin: [UInt8], keepsMargin: Bool, error: TemplateError
    ) {
        let call = Call(entry: 0, margin: append(margin), keepsMargin: keepsMargin, error: error)
        calls.append((routine, call))
        operations.append(.call(Int32(calls.count - 1)))
    }

    /// Begins the next routine; the first one is the program itself.
    mutating func beginRoutine() {
        entries.append(operations.count)
        lastTarget = operations.count
    }

    mutating func endRoutine() {
        operations.append(.finish)
    }

    mutating func reference(_ name: String) -> Reference {
        if name == "." { return .current }
        let parts = name.split(separator: ".").map { intern(String($0)) }
        guard let first = parts.first else { return .current }
        guard parts.count > 1 else { return Reference(name: Int32(first), tail: -1) }
        tails.append(Array(parts.dropFirst()))
        return Reference(name: Int32(first), tail: Int32(tails.count - 1))
    }

    func finish() -> Program {
        let resolved = calls.map { routine, call in
            Call(
                entry: entries[routine], margin: call.margin, keepsMargin: call.keepsMargin, error: call.error
            )
        }
        return Program(operations: operations, text: text, names: names, tails: tails, calls: resolved)
    }

    private mutating func append(_ bytes: some Collection<UInt8>) -> TextRange {
        let start = Int32(text.count)
        text.append(contentsOf: bytes)
        return TextRange(start: start, end: Int32(text.count))
    }

    private mutating func intern(_ name: String) -> Int {
        if let known = nameIndexes[name] { return known }
        nameIndexes[name] = names.count
        names.append(name)
        return names.count - 1
    }
}
