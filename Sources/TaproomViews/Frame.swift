/// A section that is being rendered: its value, and the position in it.
struct Frame {
    let source: ViewValue
    /// The number of values: one unless the source is a list.
    let count: Int
    /// Index of the first step of the section.
    let start: Int
    var position = 0
    /// The field table of the model at the position. It is not used if the value is not a model.
    var fields: FieldTable

    /// Makes a frame for no section, which has no names.
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

    /// Moves to the next value. Returns false if there is none.
    mutating func advance(_ program: Program) -> Bool {
        position += 1
        guard position < count else { return false }
        // The elements of a list of models share one table. Those of other lists may have different ones.
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

    /// Returns the value of a name; `.none` if the value at the position has no such name. The code does not use `nil`,
    /// because that is also a literal of `ViewValue`.
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

    /// Returns the value of a name after a dot. Outer sections are not searched for it.
    func member(_ name: Int, _ program: Program) -> ViewValue {
        guard case .object(let object) = self else { return value(name, program, []) ?? .null }
        return value(name, program, program.fields.table(for: object.models.modelType)) ?? .null
    }
}
