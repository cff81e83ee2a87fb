import Taproom
import TaproomSessions
import TaproomViews

/// The data of Views/trace.mustache: the session middleware's trace of the request.
struct TraceModel: ViewModel {
    private let request: String
    private let steps: [TraceStep]
    private let json: String?
    private let secondsToLive: Int?
    private let storeName: String
    private let look: String?

    init(_ trace: [SessionEvent], _ request: Request, _ words: TraceText) {
        self.request = "\(request.method) \(request.path)"
        storeName = words.storeName
        let isRead = request.method == .get || request.method == .head
        steps = trace.map { words.step($0, isRead: isRead) }
        var stored: Stored?
        for event in trace { Self.follow(event, &stored) }
        json = stored.map { Self.pretty($0.json) }
        secondsToLive = stored?.secondsToLive
        look = stored.flatMap { words.look($0.id) }
    }

    private struct Stored {
        var id: String
        var json: [UInt8]
        var secondsToLive: Int?
    }

    /// Updates the contents of the store after an event.
    private static func follow(_ event: SessionEvent, _ stored: inout Stored?) {
        switch event {
        case .loaded(let id, let json, _), .merged(let id, let json):
            stored = Stored(id: id, json: json, secondsToLive: stored?.secondsToLive)
        case .loadedAndTouched(let id, let json, let seconds, _):
            stored = Stored(id: id, json: json, secondsToLive: seconds)
        case .stored(let id, let json, let seconds), .updated(let id, let json, let seconds):
            stored = Stored(id: id, json: json, secondsToLive: seconds)
        case .touched(_, let seconds): stored?.secondsToLive = seconds
        case .destroyed, .gone, .expired: stored = nil
        default: break
        }
    }

    private static func pretty(_ json: [UInt8]) -> String {
        (try? JSONValue(parsing: json))?.indented() ?? String(decoding: json, as: UTF8.self)
    }

    static let fieldNames = ["request", "steps", "json", "secondsToLive", "place", "look"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .string(request)
        case 1: .list(steps)
        case 2: .string(json)
        case 3: .int(secondsToLive)
        case 4: .string(storeName)
        case 5: .string(look)
        default: .null
        }
    }
}

/// A step of the trace.
struct TraceStep: ViewModel {
    /// The style of a step on the page.
    enum Kind: String {
        case plain
        case good
        case bad
        case change
    }

    let kind: Kind
    let title: String
    /// The command to the store; nil for none.
    var command: String?
    /// The reply of the store, or the value sent to or by the browser; nil for none.
    var reply: String?
    var detail: String?

    static let fieldNames = ["kind", "title", "command", "reply", "detail"]

    func field(at index: Int) -> ViewValue {
        switch index {
        case 0: .string(kind.rawValue)
        case 1: .string(title)
        case 2: .string(command)
        case 3: .string(reply)
        case 4: .string(detail)
        default: .null
        }
    }
}
