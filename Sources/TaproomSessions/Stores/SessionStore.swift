/// Where sessions are kept between requests.
///
/// A store of your own needs the first five methods. `update` has a default that is right as long as one
/// process at a time writes a session; override it where the storage can compare and set. So have `count`,
/// `all` and `clear`, which work one session at a time.
public protocol SessionStore: Sendable {
    /// The JSON of a session, or nil where there is none of that id, or none any more.
    func get(_ id: String) async throws -> [UInt8]?

    /// Stores a session whole, whether or not there is one of that id. One that has ended already
    /// (`secondsToLive` of 0 or less) is destroyed.
    func set(_ id: String, _ record: SessionRecord) async throws

    /// Gives a session that has not changed its whole time to live again; its JSON stays as it is.
    ///
    /// - Returns: false where there is no session of that id.
    func touch(_ id: String, _ record: SessionRecord) async throws -> Bool

    /// Loads a session and gives it its whole time to live again at once, for a store that can do both in one step;
    /// `expiry` says what a new session's would be; others are touched afterwards.
    ///
    /// - Returns: the JSON, and whether the session has been touched.
    func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)?

    /// Whether the record of a `touch` must hold the session's JSON, which costs making it.
    var touchNeedsJSON: Bool { get }

    /// Removes a session; one that is not there is no error.
    func destroy(_ id: String) async throws

    /// Some of the ids of all sessions, in no order, and where to go on; a small store gives all at once.
    ///
    /// - Parameter cursor: nil at the start, then the `next` of the call before.
    /// - Returns: ids, of which some may come twice; `next` is nil at the end.
    func ids(from cursor: String?) async throws -> (ids: [String], next: String?)

    /// Stores the changes to a session that was loaded, without losing what others stored meanwhile.
    func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate

    /// Stores a session anew that ran out while its request was under way, unless it was destroyed meanwhile, which the
    /// store has to remember for as long as a request may take. One that somebody else has stored anew is updated.
    ///
    /// - Returns: `.gone` where it was destroyed, or the store can't tell.
    func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate

    /// How long a session has to live, in milliseconds; nil where it has no end, or the store can't tell.
    func timeToLive(_ id: String) async throws -> Int?

    /// How many sessions there are.
    func count() async throws -> Int

    /// Removes all sessions, and nothing else that the storage may hold.
    func clear() async throws

    /// Returns where sessions can be stored. A store that answers may still refuse to write, for want of memory or of
    /// permission, so this is to try a write, which leaves nothing behind.
    func check() async throws

    /// How long the store may take to answer; nil where it has no limit. What one request asks has to be answered within
    /// that time together (`StoreDeadline`).
    var timeout: Duration? { get }

    /// Whether sessions outlive the process and can be shared by several; false for one meant for development.
    var isPersistent: Bool { get }
}

extension SessionStore {
    /// Loads the session only: the middleware touches it afterwards.
    public func getAndTouch(_ id: String, _ expiry: SessionExpiry) async throws -> (json: [UInt8], isTouched: Bool)? {
        try await get(id).map { ($0, false) }
    }

    /// True.
    public var touchNeedsJSON: Bool { true }

    /// nil: no limit.
    public var timeout: Duration? { nil }

    /// Loads the session, applies the changes and stores it: another process may write in between.
    ///
    /// - Throws: what `get`, `set` and an edit throw.
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

    /// `.gone`: the store can't tell why a session has gone.
    public func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate { .gone }

    /// nil: the store can't tell.
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

    /// The JSON of all sessions by id, for small stores.
    public func all() async throws -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        try await forEachID { ids in
            for id in ids { all[id] = try await get(id) }
        }
        return all
    }

    /// Calls `body` with the ids of all sessions, some at a time, and each once, though a storage that grows meanwhile may tell
    /// one twice.
    public func forEachID(_ body: (_ ids: [String]) async throws -> Void) async throws {
        var seen: Set<Int> = []
        var cursor: String?
        repeat {
            let (ids, next) = try await ids(from: cursor)
            let new = ids.filter { seen.insert($0.hashValue).inserted }
            if !new.isEmpty { try await body(new) }
            cursor = next
        } while cursor != nil
    }

    /// The ids of all sessions, for small stores.
    public func ids() async throws -> [String] {
        var all: [String] = []
        try await forEachID { all += $0 }
        return all
    }

    /// Does nothing: the store is always ready.
    public func check() async throws {}

    /// True.
    public var isPersistent: Bool { true }
}
