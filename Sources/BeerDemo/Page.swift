import BeerNames
import FoundationEssentials
import Taproom
import TaproomSessions

/// The data of Views/index.mustache.
struct Page: ViewModel {
    /// The beer's name and style; nil without a beer.
    private let name: String?
    private let style: String?
    private let error: Bool
    private let hasEnded: Bool
    private let sessionID: String
    /// The number of pours; nil before the first one.
    private let views: Int?
    /// The time in milliseconds since 1970, by which a browser identifies the newer of two pages.
    private let time: Int
    /// Milliseconds until the browser's cookie expires.
    private let millisecondsLeft: Int

    /// - Parameters:
    ///   - error: whether no beer was available.
    ///   - hasEnded: whether the session has been destroyed.
    init(_ session: Session, beer: Beer? = nil, error: Bool = false, hasEnded: Bool = false) {
        name = beer?.name
        style = beer?.style
        self.error = error
        self.hasEnded = hasEnded
        sessionID = session.id
        views = session.integer("views")
        time = Int(Date().timeIntervalSince1970 * 1000)
        millisecondsLeft = max(0, (session.cookie.expires ?? 0) - time)
    }

    static let fieldNames = [
        "beer", "name", "style", "sessionID", "expiresIn", "views", "error", "ended", "millisecondsLeft", "at",
    ]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .bool(name != nil)
        case 1: .string(name)
        case 2: .string(style)
        case 3: .string(sessionID)
        case 4: .int((millisecondsLeft + 999) / 1000)
        case 5: .int(views)
        case 6: error ? .string("Error, please try again") : .null
        case 7: .bool(hasEnded)
        case 8: .int(millisecondsLeft)
        case 9: .int(time)
        default: .null
        }
    }
}
