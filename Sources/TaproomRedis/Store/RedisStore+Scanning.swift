import TaproomSessions

/// How all keys are visited, in a cluster at one master after another.
extension RedisStore {
    /// Returns the ids of one step of SCAN, which never blocks Redis for long. In a cluster, scans one master after
    /// another.
    ///
    /// If Redis, or a master of the cluster, can't be reached, a step waits until it is back or another one has taken
    /// over, for at most the client's time-out. The scan of a server that may have been restarted begins anew, and
    /// returns ids again. So does the scan of a cluster whose slots have other masters at the end than at the beginning;
    /// the last step asks the cluster for that, which takes up to a second. Masters to which slots are on their way are
    /// scanned again after all others.
    ///
    /// - Throws: `SessionError` if Redis fails, or keeps changing.
    public func ids(from cursor: String?) async throws -> (ids: [String], next: String?) {
        guard let client else { return try await idsWithoutClient(from: cursor ?? "0") }
        guard client.url.isCluster else {
            guard let start = cursor.map(ScanCursor.init) ?? ScanCursor() else {
                throw SessionError.storeUnavailable("the cursor is not one of a scan")
            }
            let (reply, current) = try await reading { try await client.scan(start, writeScan) }
            let step = try ScanReply(reply, or: unexpected)
            var next = current
            next.advance(to: step.cursor)
            return (step.keys.compactMap(id), next.isAtEnd ? nil : next.text)
        }
        let position = try position(cursor)
        guard let (answer, current) = try await reading({ try await client.scan(position, writeScan) }) else {
            return ([], nil)
        }
        guard let answer else { return ([], current.text) }
        let step = try ScanReply(answer, or: unexpected)
        var next = current
        next.advance(to: step.cursor)
        return (step.keys.compactMap(id), next.text)
    }

    private func idsWithoutClient(from cursor: String) async throws -> (ids: [String], next: String?) {
        let step = try ScanReply(await send(.anywhere) { writeScan(&$0, cursor) }, or: unexpected)
        return (step.keys.compactMap(id), step.cursor == "0" ? nil : step.cursor)
    }

    /// Returns the number of keys in the whole database, including those that are not sessions. It is an upper limit
    /// for a scan, and Redis returns it in constant time.
    public func keyCount() async throws -> Int {
        guard let client else { return try number(await send(.anywhere, writeSize)) }
        guard client.url.isCluster else {
            let step = try await reading { try await client.scan(ScanCursor()) { writer, _ in writeSize(&writer) } }
            return try number(step.reply)
        }
        var sum = 0
        var position: ScanPosition?
        while let step = try await reading({
            try await client.scan(position) { writer, _ in writeSize(&writer) }
        }) {
            position = step.position
            // The masters have changed.
            guard let reply = step.reply else {
                sum = 0
                continue
            }
            let count = try number(reply)
            sum = sum.addingReportingOverflow(count).overflow ? .max : sum + count
            position?.advance(to: "0")
            if position?.master == nil { break }
        }
        return sum
    }

    /// Runs a step of a scan. It changes nothing, so it does not matter what has run when it fails.
    private func reading<Value>(_ step: () async throws -> Value) async throws -> Value {
        do {
            return try await step()
        } catch let error as RedisError {
            throw SessionError.storeUnavailable(error.description)
        }
    }

    /// The position of a scan over a cluster; nil for the beginning.
    private func position(_ cursor: String?) throws -> ScanPosition? {
        guard let cursor else { return nil }
        guard let position = ScanPosition(cursor) else {
            throw SessionError.storeUnavailable("the cursor is not one of a scan over a cluster")
        }
        return position
    }

    private func number(_ reply: RedisValue) throws -> Int {
        guard case .integer(let number) = reply else { throw unexpected(reply) }
        return number
    }

    private func writeSize(_ writer: inout CommandWriter) {
        writer.write(["DBSIZE"])
    }

    private func writeScan(_ writer: inout CommandWriter, _ cursor: String) {
        writer.begin(6)
        writer.add("SCAN")
        writer.add(cursor)
        writer.add("MATCH")
        writer.add(Self.pattern(options.prefix))
        writer.add("COUNT")
        writer.add(options.scanCount)
    }

    /// The id of the session with a key; nil for another key.
    private func id(_ key: RedisValue) -> String? {
        guard case .bytes(let bytes) = key, !isTombstone(bytes) else { return nil }
        // A key that is not UTF-8 is not one of our sessions, and its text would not find it.
        return String(validating: bytes.dropFirst(options.prefix.utf8.count), as: UTF8.self)
    }

    /// Whether a key is that of a tombstone. A scan returns tombstones, too, if the sessions' prefix is empty.
    private func isTombstone(_ key: [UInt8]) -> Bool {
        key.starts(with: ("gone{" + options.prefix).utf8) || key.starts(with: ("gone:" + options.prefix).utf8)
    }

    /// Returns the glob-style pattern of all keys with a prefix. Special characters in the prefix stand for themselves.
    private static func pattern(_ prefix: String) -> String {
        var pattern = ""
        for character in prefix {
            if "*?[]\\^".contains(character) { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern + "*"
    }
}

/// A reply to SCAN.
private struct ScanReply {
    let cursor: String
    let keys: [RedisValue]

    /// - Parameter error: returns the error to throw for another reply.
    init(_ reply: RedisValue, or error: (RedisValue) -> SessionError) throws {
        guard case .array(let parts) = reply, parts.count == 2, case .bytes(let next) = parts[0],
            case .array(let keys) = parts[1]
        else { throw error(reply) }
        // The cursor becomes part of a text, in which a word of another form would shift the others.
        guard let number = UInt64(String(decoding: next, as: UTF8.self)) else { throw error(reply) }
        cursor = String(number)
        self.keys = keys
    }
}
