import TaproomNet
import TaproomSessions

/// Saves without scripts, for a user who may not run them. WATCH makes Redis discard the transaction if another client
/// has changed the key since it was read. This takes two round trips instead of one, and a connection that serves one
/// save at a time.
extension RedisStore {
    /// Saves as the script does, but leaves the merging to the caller.
    ///
    /// - Parameter keepsLaterExpiry: whether a session that lives longer than `ttl` keeps its expiry.
    func saveByTransaction(
        _ id: String, stored: [UInt8], value: [UInt8], ttl: Int, keepsLaterExpiry: Bool
    ) async throws -> SaveOutcome {
        let key = options.prefix + id
        let outcome: SaveOutcome? = try await transaction(
            self.key(id), [["WATCH", key], ["GET", key], ["TTL", key]]
        ) { replies in
            switch replies[1] {
            case .null: return (.gone, nil)
            case .bytes(let current) where current != stored: return (.conflict(current), nil)
            case .bytes: break
            default: throw unexpected(replies[1])
            }
            if keepsLaterExpiry, !options.disableTTL, case .integer(let left) = replies[2], left < 0 || left > ttl {
                return (.stored, setting(id, value, ["KEEPTTL"]))
            }
            return (.stored, setting(id, value, expiry(ttl)))
        }
        // Another client was faster. The next attempt reads the value that is stored now.
        return outcome ?? .conflict(stored)
    }

    /// Stores a session again, as the script of `recreate` does.
    ///
    /// - Returns: nil if the session exists again.
    func recreateByTransaction(_ id: String, value: [UInt8], ttl: Int) async throws -> SessionUpdate? {
        let (key, tombstone) = (options.prefix + id, tombstone(id))
        let watch = [["WATCH", key, tombstone], ["EXISTS", tombstone], ["EXISTS", key]]
        let outcome: SessionUpdate?? = try await transaction(self.key(id), watch) { replies in
            guard case .integer(let isBuried) = replies[1] else { throw unexpected(replies[1]) }
            guard case .integer(let isThere) = replies[2] else { throw unexpected(replies[2]) }
            if isBuried > 0 { return (SessionUpdate.gone, nil) }
            if isThere > 0 { return (nil, nil) }
            return (SessionUpdate.stored, setting(id, value, expiry(ttl)))
        }
        return outcome ?? nil
    }

    private typealias Command = @Sendable (inout CommandWriter) -> Void

    private func expiry(_ ttl: Int) -> [String] { options.disableTTL ? [] : ["EX", "\(ttl)"] }

    private func setting(_ id: String, _ value: [UInt8], _ expiry: [String]) -> Command {
        { writer in
            writer.begin(3 + expiry.count)
            writer.add("SET")
            writer.add(options.prefix, id)
            writer.add(value)
            for argument in expiry { writer.add(argument) }
        }
    }

    private func command(_ arguments: [String]) -> Command {
        { $0.write(arguments) }
    }

    /// Watches keys, reads them, and carries out a change that depends on their values.
    ///
    /// - Parameters:
    ///   - route: the session's key.
    ///   - reading: the commands before MULTI; WATCH must be the first one.
    ///   - decide: returns the outcome and the command to carry out; nil for none. Called with the replies, none of
    ///     which is an error.
    /// - Returns: the outcome; nil if another client has changed a watched key, so that nothing was done.
    private func transaction<Outcome: Sendable>(
        _ route: CommandRoute, _ reading: [[String]],
        _ decide: @Sendable ([RedisValue]) throws -> (Outcome, Command?)
    ) async throws -> Outcome? {
        guard let client else { throw SessionError.storeUnavailable("Redis does not run scripts for this user") }
        do {
            return try await client.withDedicatedConnection(route) { connection, asks in
                // MULTI has to be confirmed before the change is sent. Otherwise a change behind a refused MULTI would
                // run at once, without the watch.
                let commands = (reading + [["MULTI"]]).map { command($0) }
                let replies = try await send(commands, asks, connection)
                try refuseErrors(replies)
                let (outcome, change) = try decide(replies)
                guard let change else {
                    try refuseErrors([try await connection.send(command(["DISCARD"]))])
                    return outcome
                }
                let results = try await connection.send([change, command(["EXEC"])] + confirmation)
                try refuseErrors(Array(results.prefix(2)))
                guard case .array(let changes) = results[1] else { return nil }
                try refuseErrors(changes)
                if let shortfall = options.durability.shortfall(results.last) { throw shortfall }
                return outcome
            }
        } catch RedisError.reply(let message) {
            throw unexpected(.error(message))
        } catch let error as RedisError {
            throw failure(error)
        }
    }

    /// Sends commands, each of them behind ASKING if the slot is being moved to this node. The last command, MULTI, is
    /// sent behind ASKING, too; the commands within the transaction need no ASKING.
    private func send(_ commands: [Command], _ asks: Bool, _ connection: RedisConnection) async throws -> [RedisValue] {
        guard asks else { return try await connection.send(commands) }
        let replies = try await connection.send(commands.flatMap { [command(["ASKING"]), $0] })
        return replies.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }

    /// The command that waits until the change is as durable as `Options.durability` requires; empty if it need not
    /// wait.
    private var confirmation: [Command] {
        guard options.durability != .none else { return [] }
        let durability = options.durability.limited(to: client?.timeout ?? .seconds(1))
        return [{ durability.write(to: &$0) }]
    }

    private func refuseErrors(_ replies: [RedisValue]) throws(RedisError) {
        for case .error(let message) in replies { throw .reply(message) }
    }
}
