/// The way in which a loaded session is saved if nobody else has changed it meanwhile.
enum SaveMethod: Equatable, CustomStringConvertible {
    /// `SET … IFEQ`.
    case comparison
    case script
    /// WATCH, MULTI and EXEC.
    case transaction

    /// - Parameter facts: the server's facts; nil if the server does not report them.
    init(_ facts: ServerFacts?, mayRunScripts: Bool) {
        if facts?.comparesOnSet == true {
            self = .comparison
        } else {
            self = mayRunScripts ? .script : .transaction
        }
    }

    /// The way as part of a sentence.
    var description: String {
        switch self {
        case .comparison: "by SET … IFEQ"
        case .script: "by a script"
        case .transaction: "by transactions"
        }
    }
}
