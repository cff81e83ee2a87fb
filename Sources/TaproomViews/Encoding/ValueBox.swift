/// Receives a value that is being encoded. It is a class, because a container may be filled after its encoder has
/// returned.
final class ValueBox {
    private enum Kind {
        case value
        case members
        case elements
    }

    private var kind = Kind.value
    private var single = ViewValue.null
    private var members: [String: ValueBox] = [:]
    private var elements: [ValueBox] = []

    var value: ViewValue {
        switch kind {
        case .value: single
        case .members: .dictionary(members.mapValues(\.value))
        case .elements: .list(elements.map(\.value))
        }
    }

    func set(_ value: ViewValue) {
        kind = .value
        single = value
    }

    func becomeMembers() { kind = .members }

    func becomeElements() { kind = .elements }

    func member(_ name: String) -> ValueBox {
        let box = ValueBox()
        members[name] = box
        return box
    }

    func element() -> ValueBox {
        let box = ValueBox()
        elements.append(box)
        return box
    }

    var count: Int { elements.count }
}
