import Foundation
import Synchronization
import Taproom
import TaproomSessions
import TaproomTesting
import TestSupport
import Testing

@testable import TaproomRedis

/// All rows of `behaviour.json`, which express-session and connect-redis recorded, with the middleware and the Redis
/// store. Redis and the clock stand still.
@Suite struct RecordedBehaviourTests {
    @Test func everyRowEndsAsRecorded() async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../TaproomSessionsTests/Fixtures/behaviour.json")
        let recording = try JSONValue(parsing: Array(try Data(contentsOf: file)))
        let start = try #require(recording["start_ms"]?.intValue)
        guard case .array(let rows) = recording["rows"] else { return #expect(Bool(false), "no rows") }
        #expect(rows.count == 643)
        for row in rows {
            try await RecordedVisit(row: row, start: start).run()
        }
    }
}

/// A row: a browser that visits once or several times.
private struct RecordedVisit {
    let name: String
    let row: JSONValue
    let start: Int

    init(row: JSONValue, start: Int) {
        self.row = row
        self.start = start
        name = row["name"]?.stringValue ?? "?"
    }

    func run() async throws {
        let redis = FakeRedis()
        let handler = RecordedHandler()
        let options = try options(handler, redis)
        let plain = Application()
        plain.use(try Sessions(store: RedisStore(redis, options: storeOptions), options: options))
        for path in ["/", "*"] { plain.get(path) { try await handler.answer($0) } }
        var jar = ""
        for (step, expected) in zip(elements("steps"), elements("expect")) {
            redis.now = start + (step["at"]?.intValue ?? 0)
            handler.prepare(step["actions"])
            let client = try await TestClient(inProcess: plain, isSecure: step["tls"]?.boolValue == true)
            var headers: [(name: String, value: String)] = []
            if let cookie = cookie(step, jar) { headers.append(("Cookie", cookie)) }
            if let proto = step["forwardedProto"]?.stringValue { headers.append(("X-Forwarded-Proto", proto)) }
            let response = try await client.get(step["path"]?.stringValue ?? "/", headers: headers)
            #expect(response.status.code == expected["status"]?.intValue, "\(name): \(response.text)")
            #expect(handler.arrived == expected["arrived"], "\(name)")
            #expect(response["Set-Cookie"] == expected["setCookie"]?.stringValue, "\(name)")
            check(redis, expected["store"])
            if let cookie = response["Set-Cookie"] { jar = String(cookie.prefix { $0 != ";" }) }
        }
    }

    private func elements(_ name: String) -> [JSONValue] {
        if case .array(let elements) = row[name] { elements } else { [] }
    }

    private func members(_ value: JSONValue?) -> [JSONValue.Member] {
        if case .object(let members) = value { members } else { [] }
    }

    private func cookie(_ step: JSONValue, _ jar: String) -> String? {
        switch step["cookie"]?.stringValue {
        case "jar": jar.isEmpty ? nil : jar
        case "forged": "sid=s%3As1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        // This is the HMAC-SHA256 of "nobody" with the recording's secret.
        case "unknown": "sid=" + RecordedHandler.unknownCookie
        default: nil
        }
    }

    private var storeOptions: RedisStore.Options {
        var options = RedisStore.Options()
        for member in members(row["store"]) {
            switch (member.name, member.value) {
            case ("prefix", .string(let prefix)): options.prefix = prefix
            case ("ttl", .number): options.ttl = .seconds(member.value.intValue ?? 0)
            case ("disableTouch", .bool(let value)): options.disableTouch = value
            case ("disableTTL", .bool(let value)): options.disableTTL = value
            default: break
            }
        }
        return options
    }

    private func options(_ handler: RecordedHandler, _ redis: FakeRedis) throws -> SessionOptions {
        let recorded = row["options"]
        var options = SessionOptions(secrets: ["keyboard cat"], cookie: CookieOptions(recorded: recorded?["cookie"]))
        options.name = "sid"
        options.genid = { _ in handler.nextID() }
        options.clock = { redis.now }
        options.resave = recorded?["resave"]?.boolValue ?? false
        options.saveUninitialized = recorded?["saveUninitialized"]?.boolValue ?? false
        options.rolling = recorded?["rolling"]?.boolValue ?? false
        options.unset = recorded?["unset"]?.stringValue == "destroy" ? .destroy : .keep
        if let proxy = recorded?["proxy"]?.boolValue { options.proxy = proxy ? .trust : .distrust }
        return options
    }

    private func check(_ redis: FakeRedis, _ expected: JSONValue?) {
        // A tombstone is an addition of this store, which other programs ignore.
        let entries = redis.entries.filter { !$0.key.hasPrefix("gone") }
        let members = members(expected)
        #expect(Set(entries.keys) == Set(members.map(\.name)), "\(name)")
        for member in members {
            guard let entry = entries[member.name] else { continue }
            #expect(String(decoding: entry.value, as: UTF8.self) == member.value["json"]?.stringValue, "\(name)")
            let seconds = entry.expires.map { ($0 - redis.now + 999) / 1000 }
            #expect(seconds == member.value["ttl"]?.intValue, "\(name)")
        }
    }
}

/// The handler that the recording describes. It reports the session that it finds, then performs the step.
private final class RecordedHandler: Sendable {
    static let unknownCookie = "s%3Anobody.qKF3RQRFzTs8BCUdKdBdHVvUwPGEA8Wvqa8HsWziMgY"

    private struct State {
        var ids = 0
        var arrived = JSONValue.null
        var actions: [JSONValue] = []
    }

    private let state = Mutex(State())

    var arrived: JSONValue { state.withLock { $0.arrived } }

    func nextID() -> String {
        state.withLock { state in
            state.ids += 1
            return "s\(state.ids)"
        }
    }

    func prepare(_ actions: JSONValue?) {
        state.withLock { state in
            state.arrived = .null
            if case .array(let list) = actions { state.actions = list } else { state.actions = [] }
        }
    }

    func answer(_ request: Request) async throws -> Response {
        guard request.hasSession else { return Response("none") }
        let session = request.session
        let fields = session.names.map { JSONValue.Member($0, session[$0] ?? .null) }
        let maxAge: JSONValue = session.cookie.maxAge.map { JSONValue(Int($0 / .milliseconds(1))) } ?? .null
        let arrived: JSONValue = ["id": .string(session.id), "fields": .object(fields), "maxAge": maxAge]
        let actions = state.withLock { state in
            state.arrived = arrived
            return state.actions
        }
        for action in actions { try await perform(action, session) }
        return Response("ok")
    }

    private func perform(_ action: JSONValue, _ session: Session) async throws {
        guard case .array(let words) = action, let verb = words.first?.stringValue else { return }
        switch verb {
        case "set": session[words[1].stringValue ?? ""] = words[2]
        case "delete": session.remove(words[1].stringValue ?? "")
        case "regenerate": try await session.regenerate()
        case "destroy": try await session.destroy()
        case "save": try await session.save()
        case "reload": try await session.reload()
        case "touch": session.touch()
        case "unset": session.unset()
        case "maxAge": session.cookie.maxAge = words[1].intValue.map { .milliseconds($0) }
        case "expires": session.cookie.expires = words[1].intValue
        default: Issue.record("unknown action \(verb)")
        }
    }
}
