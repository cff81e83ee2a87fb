/// Runs a program over a root model, which is passed along instead of being held, so that it is never copied.
struct Renderer<Root: ViewModel> {
    private let program: Program
    private let rootFields: FieldTable
    private var stack = RenderStack()

    init(_ program: Program, rootFields: FieldTable) {
        self.program = program
        self.rootFields = rootFields
    }

    /// Searches a value before the root model.
    mutating func enter(_ value: ViewValue) {
        switch value {
        // A list is one value until a section repeats over it.
        case .list, .models: stack.enter(Frame([value], count: 1, start: 0, program))
        default: stack.enter(Frame(value, count: 1, start: 0, program))
        }
    }

    mutating func run(_ root: Root, into output: inout [UInt8]) throws(TemplateError) {
        let operations = program.operations
        let text = program.text
        var index = 0
        while true {
            let operation = operations[index]
            index += 1
            switch operation {
            case .text(let part):
                output.append(contentsOf: text[part.range])
            case .escaped(let reference):
                output.appendEscaped(value(reference, root))
            case .unescaped(let reference):
                output.append(value(reference, root))
            case .section(let reference, let end):
                let value = value(reference, root)
                let count = value.repetitions
                if count > 0 {
                    stack.enter(Frame(value, count: count, start: index, program))
                } else {
                    index = Int(end)
                }
            case .inverted(let reference, let end):
                if value(reference, root).isTruthy { index = Int(end) }
            case .next:
                if let start = stack.next(program) { index = start }
            case .call(let number):
                let call = program.calls[Int(number)]
                try stack.call(call, returningTo: index)
                index = call.entry
            case .margin:
                for part in stack.margin {
                    output.append(contentsOf: text[part.range])
                }
            case .finish:
                guard let caller = stack.finishCall() else { return }
                index = caller
            }
        }
    }

    /// The value of a name: its first part is searched for from the innermost section outwards, the other
    /// parts in what the part before them gave.
    private func value(_ reference: Reference, _ root: Root) -> ViewValue {
        guard reference.name >= 0 else { return stack.innermost.current }
        var value = stack.value(Int(reference.name), program) ?? rootValue(Int(reference.name), root)
        guard reference.tail >= 0 else { return value }
        for name in program.tails[Int(reference.tail)] {
            value = value.member(name, program)
        }
        return value
    }

    private func rootValue(_ name: Int, _ root: Root) -> ViewValue {
        let index = Int(rootFields[name])
        return index < 0 ? .null : root.field(at: index)
    }
}
