import BeerNames
import Taproom
import TaproomHTTP
import TaproomNet
import TaproomSessions
import TaproomViews

/// What came out of the tap.
enum Glass {
    case empty
    case beer(Beer)
    /// The beer API did not name a beer.
    case failed
}

/// The data of the page.
struct PageModel: ViewModel {
    let glass: Glass
    let sessionID: String
    /// Whether the session was destroyed by this request.
    let hasEnded: Bool
    /// Milliseconds that the browser's cookie still lives.
    let millisecondsLeft: Int
    /// nil before the first pour.
    let views: Int?
    /// Milliseconds since 1970, for a browser to tell the newer of two pages.
    let time: Int
    /// How the request went, in development.
    let trace: TraceModel?

    /// - Parameter millisecondsLeft: what the browser's cookie still lives; nil where the session middleware, which
    ///   moves the expiry, has yet to do so.
    init(
        session: Session, glass: Glass, hasEnded: Bool = false, millisecondsLeft: Int? = nil, trace: TraceModel? = nil
    ) {
        let now = Self.now
        self.glass = glass
        self.hasEnded = hasEnded
        self.trace = trace
        sessionID = session.id
        self.millisecondsLeft = millisecondsLeft ?? Self.millisecondsLeft(of: session, at: now)
        views = session.integer("views")
        time = now
    }

    /// Milliseconds since 1970.
    private static var now: Int { EventLoop.currentWallMilliseconds }

    /// What is left of the session's cookie right now.
    static func millisecondsLeft(of session: Session, at now: Int = now) -> Int {
        max(0, (session.cookie.expires ?? 0) - now)
    }

    static let fieldNames = [
        "beer", "name", "style", "sessionID", "expiresIn", "views", "error", "ended", "millisecondsLeft", "at", "trace",
    ]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .bool(hasBeer)
        case 1: .string(beer?.name)
        case 2: .string(beer?.style)
        case 3: .string(sessionID)
        case 4: .int((millisecondsLeft + 999) / 1000)
        case 5: .int(views)
        case 6: hasFailed ? .string("Error, please try again") : .null
        case 7: .bool(hasEnded)
        case 8: .int(millisecondsLeft)
        case 9: .int(time)
        case 10: .object(trace)
        default: .null
        }
    }

    /// The response's status.
    var status: HTTPStatus { hasFailed ? .badGateway : .ok }

    private var beer: Beer? { if case .beer(let beer) = glass { beer } else { nil } }
    private var hasBeer: Bool { if case .beer = glass { true } else { false } }
    private var hasFailed: Bool { if case .failed = glass { true } else { false } }
}

/// The data of the error page.
struct ErrorModel: ViewModel {
    let status: HTTPStatus
    let message: String

    static let fieldNames = ["code", "reason", "message"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .int(status.code)
        case 1: .string(status.reasonPhrase)
        // The reason is the heading already.
        case 2: message == status.reasonPhrase ? .null : .string(message)
        default: .null
        }
    }
}
