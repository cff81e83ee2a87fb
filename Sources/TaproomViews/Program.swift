import Synchronization

/// A template compiled to a flat array of steps, with its partials and parents inserted.
final class Program: Sendable {
    let steps: [Step]
    /// The text between the tags, of which steps hold ranges, followed by padding of one block.
    let text: [UInt8]
    /// The names that the template looks up, without duplicates. References hold indexes into it.
    let names: [String]
    /// The parts after the first one of each dotted name, as indexes into `names`.
    let tails: [[Int]]
    let calls: [Call]
    let fields: FieldTables
    private let largestOutput = Atomic(0)

    init(steps: [Step], text: [UInt8], names: [String], tails: [[Int]], calls: [Call]) {
        self.steps = steps
        self.text = text
        self.names = names
        self.tails = tails
        self.calls = calls
        fields = FieldTables(names: names)
    }

    /// Returns the program with its names bound to the fields of a model type. Outside of sections, these are then read
    /// without a search.
    func bound(to type: any ViewModel.Type) -> Program {
        let table = fields.table(for: type)
        return Program(
            steps: steps.map { Step(text: $0.text, operation: $0.operation.bound(to: table)) },
            text: text, names: names, tails: tails, calls: calls)
    }

    /// The initial size of the buffer, which most pages fit into.
    var expectedSize: Int {
        largestOutput.load(ordering: .relaxed)
    }

    /// Records the size of the largest output, up to a bound, so that one huge page does not make every later one
    /// reserve as much.
    func noteOutput(size: Int) {
        let bound = 1 << 16
        if size > expectedSize, size <= bound {
            largestOutput.store(size, ordering: .relaxed)
        }
    }
}

/// A piece of text, and the operation after it.
struct Step: Sendable {
    let text: TextRange
    var operation: Operation
}

/// The operation of a step after its text.
enum Operation: Sendable {
    /// Nothing.
    case nothing
    /// Writes a value with the special characters of HTML escaped.
    case escaped(Reference)
    /// Writes a value as it is.
    case unescaped(Reference)
    /// Enters a section, or jumps past it. The section needs no frame if its value has no parts and it does not contain
    /// `{{.}}`.
    case section(Reference, end: Int32, needsFrame: Bool)
    /// Enters an inverted section, or jumps past it if the value is truthy.
    case inverted(Reference, end: Int32)
    /// Repeats the section with that first step for its next value, or leaves it.
    case next(start: Int32)
    /// Runs the routine of a recursive partial. The value is an index into the program's calls.
    case call(Int32)
    /// Writes the indentation of the running partials.
    case margin
    /// Ends a routine, or the program.
    case finish

    fileprivate func bound(to table: FieldTable) -> Operation {
        switch self {
        case .escaped(let reference): .escaped(reference.bound(to: table))
        case .unescaped(let reference): .unescaped(reference.bound(to: table))
        case .section(let reference, let end, let needsFrame):
            .section(reference.bound(to: table), end: end, needsFrame: needsFrame)
        case .inverted(let reference, let end): .inverted(reference.bound(to: table), end: end)
        default: self
        }
    }
}

/// A range of a program's text.
struct TextRange: Sendable {
    let start: Int32
    var end: Int32

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// A name that a step looks up. It is small, so that steps are.
struct Reference: Sendable {
    /// `{{.}}`
    static let current = Reference(name: -1)

    /// The index of the first part of the name; negative for the current value.
    let name: Int32
    /// The index of the other parts in `tails`; negative if there are none.
    var tail: Int32 = -1
    /// The position of the first part among the fields of the root model; negative if the model has no such field.
    var field: Int32 = -1

    /// Returns the value of the first part in the root model.
    func value(of root: some ViewModel) -> ViewValue {
        field < 0 ? .null : root.field(at: Int(field))
    }

    fileprivate func bound(to table: FieldTable) -> Reference {
        guard name >= 0 else { return self }
        var bound = self
        bound.field = table[Int(name)]
        return bound
    }
}

/// A call of a recursive partial.
struct Call: Sendable {
    /// Index of the routine's first step.
    let entry: Int
    /// The indentation of the partial's lines, which is added to that of the running partials.
    let margin: TextRange
    /// Whether the indentation of the running partials applies to this one. It does not if other text precedes it on
    /// its line.
    let keepsMargin: Bool
    /// The error that is thrown if calls nest too deeply.
    let error: TemplateError
}
