import Synchronization
import TaproomHTTP
import TaproomNet

/// Stores sessions in the process's memory. It is for development and tests, because its sessions end with the process,
/// and other processes don't see them. It is bounded: the sessions that expire first make room for new ones.
public final class MemoryStore: UserSessionIndex {
    private struct Entry {
        var json: [UInt8]
        /// The expiry in milliseconds since 1970; `.max` for none.
        var expires: Int
    }

    private let limit: Int
    private let clock: SessionClock
    private let entries = Mutex<[ExactText: Entry]>([:])
    /// The times until which destroyed sessions are remembered, in milliseconds since 1970. Until then, no request can
    /// store them again.
    private let destroyed = Mutex<[ExactText: Int]>([:])
    /// The milliseconds that a request may take.
    private static let longestRequest = 3_600_000
    private let users = Mutex<[ExactText: Set<ExactText>]>([:])

    /// - Parameters:
    ///   - limit: the most sessions to hold.
    ///   - sweepInterval: how often expired sessions are removed in the background. They are never returned anyway.
    ///   - clock: the time of day in milliseconds since 1970.
    public init(
        limit: Int = 100_000, sweepInterval: Duration = .seconds(30),
        clock: @escaping SessionClock = { Clock.wallMilliseconds() }
    ) {
        self.limit = max(1, limit)
        self.clock = clock
        Task.detached { [weak self] in
            while true {
                try await Task.sleep(for: sweepInterval)
                guard let self else { return }
                self.sweep()
            }
        }
    }

    /// Returns the session's JSON; nil if there is no such session, or it has expired.
    public func get(_ id: String) async throws -> [UInt8]? {
        let now = clock()
        return entries.withLock { entries in
            guard let entry = entries[ExactText(id)] else { return nil }
            guard entry.expires > now else {
                entries[ExactText(id)] = nil
                return nil
            }
            return entry.json
        }
    }

    /// Stores the session. A full store drops the sessions that expire first.
    public func set(_ id: String, _ record: SessionRecord) async throws {
        guard record.secondsToLive ?? 1 > 0 else { return try await destroy(id) }
        entries.withLock { put(id, record, into: &$0) }
    }

    /// Adds or replaces an entry. Makes room for a new one if there are too many.
    private func put(_ id: String, _ record: SessionRecord, into entries: inout [ExactText: Entry]) {
        if entries.count >= limit, entries[ExactText(id)] == nil { Self.makeRoom(&entries, now: record.now) }
        entries[ExactText(id)] = Entry(json: record.json, expires: record.expires ?? .max)
    }

    /// Sets the session's expiry.
    ///
    /// - Returns: false if there is no such session.
    public func touch(_ id: String, _ record: SessionRecord) async throws -> Bool {
        entries.withLock { entries in
            guard var entry = entries[ExactText(id)], entry.expires > record.now else { return false }
            entry.expires = record.expires ?? .max
            entries[ExactText(id)] = entry
            return true
        }
    }

    /// Removes the session, and remembers for an hour that it was destroyed.
    public func destroy(_ id: String) async throws {
        destroyed.withLock { $0[ExactText(id)] = clock().saturatingAdd(Self.longestRequest) }
        entries.withLock { $0[ExactText(id)] = nil }
    }

    /// Stores an expired session again, unless it was destroyed meanwhile.
    public func recreate(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        guard destroyed.withLock({ $0[ExactText(id)] == nil }) else { return .gone }
        let isFree = entries.withLock { entries in
            if let entry = entries[ExactText(id)], entry.expires > change.record.now { return false }
            put(id, change.record, into: &entries)
            return true
        }
        return isFree ? .stored : try await update(id, change)
    }

    /// Returns the time to live in milliseconds; nil if the session has no expiry or does not exist.
    public func timeToLive(_ id: String) async throws -> Int? {
        let now = clock()
        return entries.withLock { entries in
            entries[ExactText(id)].flatMap { $0.expires == .max ? nil : $0.expires - now }
        }
    }

    /// Applies the changes to the stored session.
    ///
    /// - Throws: the errors of the edits.
    public func update(_ id: String, _ change: SessionChange) async throws -> SessionUpdate {
        guard change.record.secondsToLive ?? 1 > 0 else {
            try await destroy(id)
            return .stored
        }
        return try entries.withLock { entries in
            guard let entry = entries[ExactText(id)], entry.expires > change.record.now else { return .gone }
            if entry.json == change.base {
                entries[ExactText(id)] = Entry(json: change.record.json, expires: change.record.expires ?? .max)
                return .stored
            }
            let merged = try change.applied(to: entry.json)
            let own = change.record.expires ?? .max
            let expires = change.editsCookie ? own : max(own, entry.expires)
            entries[ExactText(id)] = Entry(json: merged, expires: expires)
            return .merged(merged)
        }
    }

    /// Returns all ids at once; `next` is nil.
    public func ids(from cursor: String?) async throws -> (ids: [String], next: String?) {
        let now = clock()
        return (entries.withLock { entries in entries.filter { $0.value.expires > now }.map(\.key.text) }, nil)
    }

    /// Returns the number of sessions that have not expired.
    public func count() async throws -> Int {
        let now = clock()
        return entries.withLock { entries in entries.count { $0.value.expires > now } }
    }

    /// Removes all sessions, and remembers that they were destroyed.
    public func clear() async throws {
        let end = clock().saturatingAdd(Self.longestRequest)
        let ids = entries.withLock { entries in
            defer { entries.removeAll() }
            return Array(entries.keys)
        }
        destroyed.withLock { destroyed in for id in ids { destroyed[id] = end } }
    }

    /// False, because sessions end with the process.
    public var isPersistent: Bool { false }
    /// False, because a touch keeps the stored JSON.
    public var touchNeedsJSON: Bool { false }

    /// Adds the session to the user's set.
    public func addSession(_ id: String, user: String, _ record: SessionRecord) async throws {
        users.withLock { _ = $0[ExactText(user), default: []].insert(ExactText(id)) }
    }

    /// Removes the session from the user's set.
    public func removeSession(_ id: String, user: String) async throws {
        users.withLock { users in
            let user = ExactText(user)
            users[user]?.remove(ExactText(id))
            if users[user]?.isEmpty == true { users[user] = nil }
        }
    }

    /// Returns the ids in the user's set. Some may be those of sessions that have ended.
    public func sessionIDs(user: String) async throws -> [String] {
        users.withLock { $0[ExactText(user), default: []].map(\.text) }
    }

    private func sweep() {
        let now = clock()
        let live = entries.withLock { entries in
            entries = entries.filter { $0.value.expires > now }
            return Set(entries.keys)
        }
        destroyed.withLock { destroyed in destroyed = destroyed.filter { $0.value > now } }
        users.withLock { users in
            users = users.mapValues { $0.intersection(live) }.filter { !$0.value.isEmpty }
        }
    }

    /// Removes the expired sessions or, if there are none, the sixteenth that expires first. So a full store does not
    /// have to search for every new session.
    private static func makeRoom(_ entries: inout [ExactText: Entry], now: Int) {
        let live = entries.filter { $0.value.expires > now }
        guard live.count == entries.count else {
            entries = live
            return
        }
        let doomed = live.sorted { $0.value.expires < $1.value.expires }.prefix(max(1, live.count / 16))
        for (id, _) in doomed { entries[id] = nil }
    }
}
