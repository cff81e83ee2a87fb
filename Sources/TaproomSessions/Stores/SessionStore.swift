/// A store that keeps sessions between requests.
///
/// A custom store must implement `get`, `set`, `touch`, `destroy` and `ids(from:)`. The default of `update` is correct
/// only if nothing else writes the session between its load and its store. Override it if the storage has a
/// compare-and-set operation. The defaults of `count` and `clear`, as well as `all`, process one session at a time.
public protocol SessionStore: Sendable {
    /// Returns the JSON of a session; nil if there is no session with that id, or it has expired.
    func get(_ id: String) async throws -> [UInt8]?

    /// Returns the JSON of a session for a request that should change nothing (GET or HEAD). It may be slightly out of
    /// date, if the store has copies that are faster to ask. A session that `get` returns must not be missing.
    func getForReading(_ id: String) async throws -> [UInt8]?

    /// Stores a whole session, whether or not there is one with that id. A session that has already expired
    /// (`secondsToLive` is 0 or less) is destroyed.
    func set(_ id: String, _ record: SessionRecord) async throws

    /// Gives an unchanged session its whole time to live again. Its JSON stays as it is.
    ///
    /// - Returns: false if there is no session with that id.
    func touch(_ id: String, _ record: SessionRecord) async throws -> Bool

    /// Loads a session and gives it its whole time to live again, for a store that can do both in one step. `expiry` is
    /// that of a new session. A session with another time to live is touched afterwards.
    ///
    /// - Returns: the JSON, and whether the session has been touched.
    func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)?

    /// Whether the record of a `touch` must contain the session's JSON. If not, it need not be encoded.
    var touchNeedsJSON: Bool { get }

    /// Removes a session. It is not an error if there is no such session.
    func destroy(_ id: String) async throws

    /// Returns some of the ids of all sessions, in no order, and a cursor for the next call. A small store returns all
    /// ids at once.
    ///
    /// - Parameter cursor: nil for the first call, then the `next` of the previous call.
    /// - Returns: ids, some of which may be returned twice; `next` is nil at the end.
    func ids(from cursor: String?) async throws -> (ids: [String], next: String?)

    /// Stores the changes to a loaded session, without losing changes that others have stored meanwhile.
    func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate

    /// Stores a session again that has expired during its request, unless it was destroyed meanwhile. For this, the
    /// store has to remember destroyed sessions for as long as a request may take. If another request has stored the
    /// session again, it is updated.
    ///
    /// - Returns: `.gone` if the session was destroyed, or the store can't tell.
    func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate

    /// Returns the time to live of a session in milliseconds; nil if it has no expiry, or the store can't tell.
    func timeToLive(_ id: String) async throws -> Int?

    /// Returns the number of sessions.
    func count() async throws -> Int

    /// Removes all sessions, but nothing else in the storage.
    func clear() async throws

    /// Returns if sessions can be stored, and throws an error otherwise. A store that responds may still reject writes,
    /// for lack of memory or of permission, so the implementation should try a write that leaves nothing behind.
    func check() async throws

    /// The time-out of the store; nil for none. All operations of one request share it (`StoreDeadline`).
    var timeout: Duration? { get }

    /// Whether sessions outlive the process and can be shared by several processes; false for a store for development.
    var isPersistent: Bool { get }
}

extension SessionStore {
    /// Calls `get`.
    public func getForReading(_ id: String) async throws -> [UInt8]? { try await get(id) }

    /// Loads the session only. The middleware touches it afterwards.
    public func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)? {
        try await getForReading(id).map { ($0, false) }
    }

    /// True.
    public var touchNeedsJSON: Bool { true }

    /// nil: no limit.
    public var timeout: Duration? { nil }

    /// Loads the session, applies the changes and stores it. Another writer may store the session in between.
    ///
    /// - Throws: the errors of `get`, `set` and the edits.
    public func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        guard let current = try await get(id) else { return .gone }
        if current == change.base {
            try await set(id, change.record)
            return .stored
        }
        let merged = try change.applied(to: current)
        let expires = change.record.expires
        try await set(id, SessionRecord(json: merged, expires: expires, now: change.record.now))
        return .merged(merged)
    }

    /// Returns `.gone`, because the store can't tell why a session is missing.
    public func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate { .gone }

    /// Returns nil, because the store can't tell.
    public func timeToLive(_ id: String) async throws -> Int? { nil }

    /// Counts the ids.
    public func count() async throws -> Int {
        var count = 0
        try await forEachID { count += $0.count }
        return count
    }

    /// Destroys one session after another.
    public func clear() async throws {
        try await forEachID { ids in
            for id in ids { try await destroy(id) }
        }
    }

    /// Returns the JSON of all sessions by id, for small stores.
    public func all() async throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        try await forEachID { ids in
            for id in ids { all[id] = try await get(id) }
        }
        return all
    }

    /// Calls `body` with the ids of all sessions, some at a time. Each id is passed once, even if the storage returns
    /// it twice because it grows meanwhile.
    public func forEachID(_ body: (_ ids: [String]) async throws -> Void) async throws {
        try await forEachStep { _, new in
            if !new.isEmpty { try await body(new) }
        }
    }

    /// Calls `body` after each step of a scan, with its ids and with those of them that no earlier step has returned.
    package func forEachStep(_ body: (_ ids: [String], _ new: [String]) async throws -> Void) async throws {
        var seen: Set<Int> = []
        var cursor: String?
        repeat {
            let (ids, next) = try await ids(from: cursor)
            try await body(ids, ids.filter { seen.insert($0.hashValue).inserted })
            cursor = next
        } while cursor != nil
    }

    /// Returns the ids of all sessions, for small stores.
    public func ids() async throws -> [String] {
        var all: [String] = []
        try await forEachID { all += $0 }
        return all
    }

    /// Does nothing. The store is assumed to be ready.
    public func check() async throws {}

    /// True.
    public var isPersistent: Bool { true }
}
