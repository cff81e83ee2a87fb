/// A node of the tree that a form's names describe: `a`, `a[b]` and `a[]` are values of `a`, a member of `a`, and
/// elements of its list.
final class FormNode {
    /// A value that was sent.
    enum Value {
        case text(String)
        /// A value that is not a text, such as an uploaded file.
        case other(Any)
    }

    private(set) var values: [Value] = []
    private(set) var members: [(name: String, node: FormNode)] = []
    /// The members by name, because a client may send any number of them.
    private var membersByName: [ExactText: FormNode] = [:]

    /// The most parts of a name. A name with more is not split.
    private static let deepest = 32

    init(_ values: [Value] = []) {
        self.values = values
    }

    func member(_ name: String) -> FormNode? {
        membersByName[ExactText(name)]
    }

    /// Adds a value under a name, given as it was sent.
    func add(_ name: String, _ value: Value) {
        var node = self
        for part in Self.parts(name) {
            if let known = node.member(part) {
                node = known
            } else {
                let member = FormNode()
                node.members.append((part, member))
                node.membersByName[ExactText(part)] = member
                node = member
            }
        }
        node.values.append(value)
    }

    /// The elements of a list: the values of a repeated name or of one with `[]`, then those with an index, in its
    /// order.
    var elements: [FormNode] {
        let unnamed = member("")
        let indexed = members.compactMap { member in Int(member.name).map { ($0, member.node) } }
        return (values + (unnamed?.values ?? [])).map { FormNode([$0]) } + (unnamed?.objects ?? [])
            + indexed.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Whether the node has only values and elements of a list.
    var isList: Bool {
        members.allSatisfy { member in
            member.name.isEmpty ? member.node.members.allSatisfy { !$0.name.isEmpty } : Int(member.name) != nil
        }
    }

    /// The objects of `a[][name]=x&a[][age]=1&a[][name]=y`. The nth value of each name belongs to the nth object.
    private var objects: [FormNode] {
        let count = members.map(\.node.values.count).max() ?? 0
        return (0..<count).map { index in
            let object = FormNode()
            for member in members where index < member.node.values.count {
                object.add(member.name, member.node.values[index])
            }
            return object
        }
    }

    /// Splits a name such as `a[b][c]` into its parts. Any other name is one part.
    private static func parts(_ name: String) -> [String] {
        let bytes = name.utf8
        guard let open = bytes.firstIndex(of: .openBracket), open > bytes.startIndex, bytes.last == .closeBracket else {
            return [name]
        }
        var parts = [String(Substring(bytes[..<open]))]
        var rest = bytes[open...]
        while let first = rest.first {
            guard first == .openBracket, let close = rest.firstIndex(of: .closeBracket), parts.count < deepest else {
                return [name]
            }
            parts.append(String(Substring(rest[rest.index(after: rest.startIndex)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        return parts
    }
}
