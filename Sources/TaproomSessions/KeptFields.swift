/// The fields that a session keeps when it gets a new id.
public struct KeptFields: Sendable, Equatable {
    private enum Choice: Equatable {
        case none
        case all
        case only(Set<String>)
    }

    private let choice: Choice

    /// The new session starts empty.
    public static let none = KeptFields(choice: .none)
    /// All fields, and the user that the session is bound to.
    public static let all = KeptFields(choice: .all)
    /// The fields with these names, if they exist; not the user that the session is bound to.
    public static func only(_ names: String...) -> KeptFields { KeptFields(choice: .only(Set(names))) }

    var isNone: Bool { choice == .none }

    func holds(_ name: String) -> Bool {
        switch choice {
        case .none: false
        case .all: true
        case .only(let names): name != SessionTransaction.userField && names.contains(name)
        }
    }
}
