/// A section being written: the value it is over and how far it has come.
struct Frame {
    let source: ViewValue
    /// How many values there are, one unless the source is a list.
    let count: Int
    /// Index of the first step of the section.
    let start: Int
    var position = 0
    /// Where the model at the position, if it is one, has the fields the program names.
    var fields: FieldTable

    /// No section, which has no names.
    init() {
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
        case .models(let list): .object(list.models.object(at: position))
        default: source
        }
    }

    /// The value of a name, or `.none` if the value at the position has no such name. It is not spelled `nil`
    /// here, as that is also a literal of a value.
    func value(_ name: Int, _ program: Program) -> ViewValue? {
        switch source {
        case .models(let list):
            let index = Int(fields[name])
            return index < 0 ? .none : list.models.field(at: index, of: position)
        case .list(let values):
            return values[position].value(name, program, fields)
        default:
            return source.value(name, program, fields)
        }
    }

    private mutating func findFields(_ program: Program) {
        switch source {
        case .models(let list): fields = program.fields.table(for: list.models.modelType)
        case .object(let object): fields = program.fields.table(for: object.models.modelType)
        case .list(let values):
            if case .object(let object) = values[position] {
                fields = program.fields.table(for: object.models.modelType)
            }
        default: break
        }
    }
}

extension ViewValue {
    fileprivate func value(_ name: Int, _ program: Program, _ fields: FieldTable) -> ViewValue? {
        switch self {
        case .object(let object):
            let index = Int(fields[name])
            return index < 0 ? .none : object.models.field(at: index, of: 0)
        case .dictionary(let values):
            return values[program.names[name]]
        default:
            return .none
        }
    }

    /// The value of a name after a dot, which no outer section is searched for.
    func member(_ name: Int, _ program: Program) -> ViewValue {
        guard case .object(let object) = self else { return value(name, program, []) ?? .null }
        return value(name, program, program.fields.table(for: object.models.modelType)) ?? .null
    }
}
