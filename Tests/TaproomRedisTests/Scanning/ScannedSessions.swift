import Logging
import TaproomSessions
import Testing

@testable import TaproomRedis

/// A store with 90 sessions, which the tests of scans look for.
struct ScannedSessions {
    let store: RedisStore
    let ids: Set<String>

    /// - Parameters:
    ///   - scanCount: about how many keys one step returns.
    ///   - timeout: the client's time-out, which is the most time that a scan waits for a server.
    init(_ url: String, scanCount: Int, timeout: Duration = .seconds(20), logger: Logger) async throws {
        var options = RedisStore.Options()
        options.scanCount = scanCount
        store = RedisStore(RedisClient(try RedisURL(url), timeout: timeout, logger: logger), options: options)
        ids = Set((0..<90).map { "visitor-\($0)" })
        for id in ids { try await store.set(id, SessionRecord(json: Array("{}".utf8), expires: nil, now: 0)) }
    }

    /// Scans all ids, each of which must be found once. Calls `change` once, after the first step.
    func scan(
        sourceLocation: SourceLocation = #_sourceLocation, _ change: () async throws -> Void
    ) async throws {
        var found: [String] = []
        try await store.forEachID { page in
            if found.isEmpty { try await change() }
            found += page
        }
        #expect(ids.subtracting(found).isEmpty, sourceLocation: sourceLocation)
        #expect(found.count == ids.count, sourceLocation: sourceLocation)
    }

    /// Looks at the sessions of each step, and destroys them if `clears` is set. Calls `change` once, after the first
    /// step.
    func list(clears: Bool, _ change: () async throws -> Void) async throws {
        var listed: Set<String> = []
        try await store.forEachID { page in
            if listed.isEmpty { try await change() }
            #expect(try await Set(store.inspect(page).map(\.id)) == Set(page))
            listed.formUnion(page)
            if clears { try await store.destroy(page) }
        }
        #expect(listed == ids)
        #expect(try await store.count() == (clears ? 0 : ids.count))
    }
}
