extension Program {
    /// Appends a page to `bytes`. If an error occurs, appends the page up to that point.
    ///
    /// - Parameters:
    ///   - root: the model the program is bound to.
    ///   - data: searched before the root model.
    func render(
        _ root: some ViewModel, searchingFirst data: ViewValue = .null, into bytes: inout [UInt8]
    ) throws(TemplateError) {
        let start = bytes.count
        let room = expectedSize + PageWriter.block
        let copied = min(room, text.count)
        bytes.reserveCapacity(start + room)
        // The buffer may be filled with any bytes. These are likely to be the beginning of the page.
        bytes.append(contentsOf: text[..<copied])
        var renderer = Renderer(PageWriter(start: start, copied: copied))
        if case .null = data {} else { renderer.enter(data, self) }
        defer { bytes.removeLast(bytes.count - renderer.writer.end) }
        while try !renderer.run(self, root, in: &bytes) {
            let more = max(renderer.writer.needed, bytes.count)
            bytes.append(addingCapacity: more) { $0.append(repeating: 0, count: more) }
        }
        noteOutput(size: renderer.writer.end - start)
    }
}

/// Runs a program over a root model. Both are passed as parameters and not stored, so that they are not copied.
struct Renderer: ~Copyable {
    private(set) var writer: PageWriter
    private var stack = RenderStack()
    /// The index of the next step.
    private var index = 0
    /// Whether that step's text was already added, because only its value did not fit.
    private var hasText = false

    init(_ writer: PageWriter) {
        self.writer = writer
    }

    /// Adds a value that is searched before the root model.
    mutating func enter(_ value: ViewValue, _ program: Program) {
        switch value {
        // A list is one value until a section repeats over it.
        case .list, .models: stack.enter(Frame([value], count: 1, start: 0, program))
        default: stack.enter(Frame(value, count: 1, start: 0, program))
        }
    }

    /// Continues to the end of the page. Returns false if the buffer is too small.
    mutating func run(
        _ program: Program, _ root: some ViewModel, in bytes: inout [UInt8]
    ) throws(TemplateError) -> Bool {
        let steps = program.steps
        let bytesOfText = program.text
        let text = bytesOfText.span
        var room = bytes.mutableSpan
        var index = index
        defer { self.index = index }
        while true {
            let step = steps[index]
            guard hasText || writer.add(step.text, of: text, to: &room) else { return false }
            switch step.operation {
            case .nothing: break
            case .escaped(let reference):
                let value = value(reference, root, program)
                hasText = !writer.write(value, escaping: true, after: text, to: &room)
            case .unescaped(let reference):
                let value = value(reference, root, program)
                hasText = !writer.write(value, escaping: false, after: text, to: &room)
            case .margin:
                hasText = !writer.write(.bytes(stack.margin), escaping: false, after: text, to: &room)
            case .section(let reference, let end, let needsFrame):
                let value = value(reference, root, program)
                let count = value.repetitions
                if count == 0 {
                    index = Int(end)
                    continue
                }
                if needsFrame || value.hasParts {
                    stack.enter(Frame(value, count: count, start: index + 1, program))
                }
            case .inverted(let reference, let end):
                if value(reference, root, program).isTruthy {
                    index = Int(end)
                    continue
                }
            case .next(let start):
                if stack.innermost.start == Int(start), stack.next(program) {
                    index = Int(start)
                    continue
                }
            case .call(let number):
                hasText = !writer.writeDue(of: text, to: &room)
                if hasText { return false }
                let call = program.calls[Int(number)]
                try stack.call(call, of: program, returningTo: index + 1)
                index = call.entry
                continue
            case .finish:
                if let next = stack.finishCall() {
                    index = next
                    continue
                }
                hasText = true
                return writer.writeDue(of: text, to: &room)
            }
            if hasText { return false }
            index += 1
        }
    }

    /// Returns the value of a name. Most names are fields of the root model, outside of all sections that have names.
    @inline(__always)
    private mutating func value(_ reference: Reference, _ root: some ViewModel, _ program: Program) -> ViewValue {
        if !stack.hasNames, reference.tail < 0, reference.field >= 0 { return root.field(at: Int(reference.field)) }
        return stack.search(reference, root, program)
    }
}
