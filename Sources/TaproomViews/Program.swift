import Synchronization

/// A template compiled to a flat array of steps, with its partials and parents in place.
final class Program: Sendable {
    let steps: [Step]
    /// The text between the tags, of which steps hold ranges, and a block behind it.
    let text: [UInt8]
    /// Every name the template looks up, once; references hold indexes of it.
    let names: [String]
    /// What follows the first part of each dotted name, as indexes of names.
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

    /// The program with its names bound to the fields of a model type, which then are read without a search where
    /// no section comes first.
    func bound(to type: any ViewModel.Type) -> Program {
        let table = fields.table(for: type)
        return Program(
            steps: steps.map { Step(text: $0.text, operation: $0.operation.bound(to: table)) },
            text: text, names: names, tails: tails, calls: calls)
    }

    /// How much room to make so that a page seldom needs more.
    var expectedSize: Int {
        largestOutput.load(ordering: .relaxed)
    }

    /// Remembers the largest output, within bounds: one huge page must not make every later one reserve as
    /// much.
    func noteOutput(size: Int) {
        let bound = 1 << 16
        if size > expectedSize, size <= bound {
            largestOutput.store(size, ordering: .relaxed)
        }
    }
}

/// A piece of text, and what to do once it is written.
struct Step: Sendable {
    let text: TextRange
    var operation: Operation
}

/// What a step does after its text.
enum Operation: Sendable {
    /// Nothing.
    case nothing
    /// Writes a value with the characters HTML gives a meaning replaced.
    case escaped(Reference)
    /// Writes a value as it is.
    case unescaped(Reference)
    /// Enters a section, or jumps past it. It needs no frame over a value without parts if `{{.}}` is not in it.
    case section(Reference, end: Int32, needsFrame: Bool)
    /// Jumps past an inverted section over a truthy value.
    case inverted(Reference, end: Int32)
    /// Starts the section with that first step over for its next value, or leaves it.
    case next(start: Int32)
    /// Runs the routine of a recursive partial; the index is one of the program's calls.
    case call(Int32)
    /// Writes the indentation of the partials that are running.
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

/// A name a step looks up, kept small so that steps are.
struct Reference: Sendable {
    /// `{{.}}`
    static let current = Reference(name: -1)

    /// Index of the first part of the name; negative for the current value.
    let name: Int32
    /// Index of the other parts; negative if there are none.
    var tail: Int32 = -1
    /// Position of the first part among the fields of the root model; negative if it has no such field.
    var field: Int32 = -1

    /// The value of the first part in the root model.
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

/// How a recursive partial is run.
struct Call: Sendable {
    /// Index of the routine's first step.
    let entry: Int
    /// What the partial's lines are indented by, on top of what is running.
    let margin: TextRange
    /// Whether the indentation so far applies to the partial; it does not if other text precedes it on its
    /// line.
    let keepsMargin: Bool
    /// What to report if the calls nest too deeply.
    let error: TemplateError
}
