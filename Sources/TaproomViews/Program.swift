import Synchronization

/// A template compiled to a flat array of instructions, with its partials and parents in place.
final class Program: Sendable {
    let operations: [Operation]
    /// The text between the tags; instructions hold ranges of it.
    let text: [UInt8]
    /// Every name the template looks up, once; instructions hold indexes of it.
    let names: [String]
    /// What follows the first part of each dotted name, as indexes of names.
    let tails: [[Int]]
    let calls: [Call]
    let fields: FieldTables
    private let largestOutput: Atomic<Int>

    init(operations: [Operation], text: [UInt8], names: [String], tails: [[Int]], calls: [Call]) {
        self.operations = operations
        self.text = text
        self.names = names
        self.tails = tails
        self.calls = calls
        fields = FieldTables(names: names)
        largestOutput = Atomic(text.count)
    }

    /// How many bytes to reserve so that rendering seldom grows the output.
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

/// One instruction of a program.
enum Operation: Sendable {
    /// Writes a range of the program's text.
    case text(TextRange)
    /// Writes a value with the characters HTML gives a meaning replaced.
    case escaped(Reference)
    /// Writes a value as it is.
    case unescaped(Reference)
    /// Enters a section, or jumps past it.
    case section(Reference, end: Int32)
    /// Jumps past an inverted section over a truthy value.
    case inverted(Reference, end: Int32)
    /// Starts the innermost section over for its next value, or leaves it.
    case next
    /// Runs the routine of a recursive partial; the index is one of the program's calls.
    case call(Int32)
    /// Writes the indentation of the partials that are running.
    case margin
    /// Ends a routine, or the program.
    case finish
}

/// A range of a program's text.
struct TextRange: Sendable {
    let start: Int32
    var end: Int32

    var range: Range<Int> { Int(start)..<Int(end) }
}

/// A name an instruction looks up, kept small so that instructions are.
struct Reference: Sendable {
    /// `{{.}}`
    static let current = Reference(name: -1, tail: -1)

    /// Index of the first part of the name; negative for the current value.
    let name: Int32
    /// Index of the other parts; negative if there are none.
    let tail: Int32
}

/// How a recursive partial is run.
struct Call: Sendable {
    /// Index of the routine's first instruction.
    let entry: Int
    /// What the partial's lines are indented by, on top of what is running.
    let margin: TextRange
    /// Whether the indentation so far applies to the partial; it does not if other text precedes it on its
    /// line.
    let keepsMargin: Bool
    /// What to report if the calls nest too deeply.
    let error: TemplateError
}
