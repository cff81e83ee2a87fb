/// How a loaded session is saved where nobody else has changed it meanwhile.
enum SavingWay: Equatable, CustomStringConvertible {
    /// `SET … IFEQ`.
    case comparison
    case script
    /// WATCH, MULTI and EXEC.
    case transaction

    /// - Parameter facts: what the server has told of itself; nil where it does not.
    init(_ facts: ServerFacts?, mayRunScripts: Bool) {
        if facts?.comparesOnSet == true {
            self = .comparison
        } else {
            self = mayRunScripts ? .script : .transaction
        }
    }

    /// For sentences.
    var description: String {
        switch self {
        case .comparison: "by SET … IFEQ"
        case .script: "by a script"
        case .transaction: "by transactions"
        }
    }
}
