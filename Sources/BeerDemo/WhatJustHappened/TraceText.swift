import TaproomSessions

/// Describes the steps of the session middleware for people.
struct TraceText: Sendable {
    private let isRedis: Bool
    private let cookieName: String
    private let redisCLI: String
    private let life: Int

    init(_ settings: Settings) {
        isRedis = settings.store == .redis
        cookieName = App.cookieName
        redisCLI = settings.redis.commandLine
        life = settings.sessionMaxAge
    }

    /// The place where sessions are stored.
    var storeName: String { isRedis ? "Redis" : "The server's memory" }

    /// Returns the command for a terminal that shows the stored session; nil if there is none.
    func look(_ id: String) -> String? {
        isRedis ? "\(redisCLI) get \(key(id))" : nil
    }

    /// Describes a step.
    ///
    /// - Parameter isRead: whether the request's method is safe, so that the session is loaded and touched in one step.
    func step(_ event: SessionEvent, isRead: Bool) -> TraceStep {
        switch event {
        case .noCookie, .badSignature, .goodSignature: cookieStep(event)
        case .loaded, .loadedAndTouched, .notFound, .expired: loadStep(event, isRead: isRead)
        case .created(let id):
            TraceStep(
                kind: .change, title: "A new session", reply: id, detail: "Its ID is random: nobody can guess it.")
        case .changed(let field, let old, let new):
            TraceStep(kind: .change, title: "\(field): \(old ?? "none") → \(new ?? "none")")
        case .cookieSet(let reason, let value):
            TraceStep(
                kind: .good, title: "The response sets the cookie", reply: "Set-Cookie: \(shortened(value))",
                detail: "Because " + reason + ".")
        case .cookieNotSet(let reason):
            TraceStep(kind: .plain, title: "The response sets no cookie", detail: "Because " + reason + ".")
        default: storeStep(event)
        }
    }

    private func cookieStep(_ event: SessionEvent) -> TraceStep {
        switch event {
        case .goodSignature(let id):
            TraceStep(
                kind: .good, title: "The request brought the cookie", reply: "\(cookieName)=s:\(id).…",
                detail: "Its signature is valid: this ID was given out with our secret.")
        case .badSignature:
            TraceStep(
                kind: .bad, title: "The request brought a cookie with a wrong signature",
                detail: "It counts for nothing, and the store is not even asked.")
        default:
            TraceStep(
                kind: .plain, title: "The request brought no cookie",
                detail: "A new visitor, or one whose cookie \(cookieName) has expired.")
        }
    }

    private func loadStep(_ event: SessionEvent, isRead: Bool) -> TraceStep {
        switch event {
        case .loaded(let id, let json, let microseconds):
            TraceStep(
                kind: .good, title: "The session was loaded", command: command("GET", "get", id),
                reply: String(decoding: json, as: UTF8.self),
                detail: "\(json.count) bytes in \(milliseconds(microseconds)).")
        case .loadedAndTouched(let id, let json, let seconds, let microseconds):
            TraceStep(
                kind: .good, title: "The session was loaded, and touched in the same step", command: look(id, seconds),
                reply: String(decoding: json, as: UTF8.self),
                detail:
                    "\(json.count) bytes in \(milliseconds(microseconds)). It lives on for its whole time. The stored expiry stays as it was, as does the browser's cookie."
            )
        case .notFound(let id, let microseconds):
            TraceStep(
                kind: .bad, title: "The session is not there",
                command: isRead ? look(id, life) : command("GET", "get", id), reply: "(nil)",
                detail:
                    "It expired or was ended (answered in \(milliseconds(microseconds))). An ID that the store does not know is never taken over."
            )
        default:
            TraceStep(
                kind: .bad, title: "The session was too old, however busy", command: commandOf(event),
                detail: "It had reached its absolute end.")
        }
    }

    private func storeStep(_ event: SessionEvent) -> TraceStep {
        switch event {
        case .stored:
            TraceStep(kind: .change, title: "The new session was stored", command: commandOf(event))
        case .updated:
            TraceStep(
                kind: .change, title: "The session was stored", command: commandOf(event),
                detail: isRedis
                    ? "By a script (EVALSHA) that first makes sure that it still holds what was loaded: no update is lost."
                    : "After making sure that it still held what was loaded: no update is lost.")
        case .merged(_, let json):
            TraceStep(
                kind: .change, title: "Somebody else was faster: both changes were kept",
                reply: String(decoding: json, as: UTF8.self),
                detail: "In one step the store made this request's changes to what was there by then.")
        case .touched:
            TraceStep(
                kind: .plain, title: "Nothing changed: the session was only touched", command: commandOf(event),
                detail:
                    "It lives on for its whole time. The stored expiry stays as it was, as does the browser's cookie.")
        case .touchSkipped:
            TraceStep(kind: .plain, title: "The session was touched a moment ago: nothing to do")
        case .destroyed:
            TraceStep(kind: .bad, title: "The session was destroyed", command: commandOf(event))
        default:
            TraceStep(
                kind: .bad, title: "The session is gone from the store",
                detail: "It ended while this request was served, and is not brought back.")
        }
    }

    private func commandOf(_ event: SessionEvent) -> String? {
        switch event {
        case .stored(let id, let json, let seconds), .updated(let id, let json, let seconds):
            command("SET", "set", id, " " + quoted(json), seconds.map { isRedis ? " EX \($0)" : " for \($0) s" } ?? "")
        case .touched(let id, let seconds):
            command("EXPIRE", "touch", id, seconds.map { isRedis ? " \($0)" : " for \($0) s" } ?? "")
        case .destroyed(let id), .expired(let id): command("DEL", "destroy", id)
        default: nil
        }
    }

    private func look(_ id: String, _ seconds: Int?) -> String {
        command("GETEX", "look up", id, seconds.map { isRedis ? " EX \($0)" : " and keep for \($0) s" } ?? "")
    }

    /// Returns a command as Redis receives it, or the corresponding action of the store in memory.
    private func command(_ redis: String, _ memory: String, _ id: String, _ rest: String...) -> String {
        (isRedis ? "\(redis) \(key(id))" : "\(memory) \(id)") + rest.joined()
    }

    private func key(_ id: String) -> String { "sess:" + id }

    private func quoted(_ json: [UInt8]) -> String { "'" + String(decoding: json, as: UTF8.self) + "'" }

    private func milliseconds(_ microseconds: Int) -> String {
        let digits = String(microseconds % 1000 / 10)
        return "\(microseconds / 1000).\(digits.count < 2 ? "0" : "")\(digits) ms"
    }

    /// Returns the cookie without most of its signature, because the page must not show a value that scripts can't
    /// read.
    private func shortened(_ cookie: String) -> String {
        guard let dot = cookie.firstIndex(of: "."), let end = cookie.firstIndex(of: ";"), dot < end else {
            return cookie
        }
        return cookie[...dot] + cookie[dot...].dropFirst().prefix(4) + "…" + cookie[end...]
    }
}
