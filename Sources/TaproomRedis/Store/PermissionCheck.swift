import TaproomNet

/// Finds out which of a store's commands Redis refuses to run for its user. Runs once for a store, over a connection of
/// its own.
///
/// Since Redis 7, `ACL DRYRUN` tells, if the user may run it. Otherwise the commands themselves are sent, with
/// arguments that change nothing. Used on the loop's thread only.
final class PermissionCheck {
    private let commands: [StoreCommand]
    private let session: String
    private let tombstone: String
    private let permissions: StorePermissions
    /// nil when the check has ended.
    private var connection: RedisConnection?
    private var isToldByRedis = true
    private let completion: (ServerFacts?) -> Void

    /// - Parameters:
    ///   - uses: the parts of the store that are in use.
    ///   - session: a key with which no session is stored.
    ///   - tombstone: the key of that session's tombstone.
    ///   - completion: called once, when the check has ended, with the server's facts; nil if the server does not
    ///     report them. Not called if the connection is lost.
    init(
        of uses: [StoreCommand.Use], session: String, tombstone: String, _ permissions: StorePermissions,
        _ connection: RedisConnection, completion: @escaping (ServerFacts?) -> Void
    ) {
        commands = StoreCommand.all.filter { uses.contains($0.use) }
        self.session = session
        self.tombstone = tombstone
        self.permissions = permissions
        self.connection = connection
        self.completion = completion
        send(["ACL", "WHOAMI"]) { check, reply in
            switch reply {
            case .bytes(let user): check.ask(of: user)
            default: check.probe()
            }
        }
    }

    private func ask(of user: [UInt8]) {
        let user = String(decoding: user, as: UTF8.self)
        for command in commands {
            send(["ACL", "DRYRUN", user] + command.words(session, tombstone)) { check, reply in
                switch PermissionAnswer.DryRun(reply) {
                case .permitted: break
                case .refused: check.permissions.deny(command.name, reason: reply.text)
                case .untold: check.isToldByRedis = false
                }
            }
        }
        send(["PING"]) { check, _ in if check.isToldByRedis { check.end() } else { check.probe() } }
    }

    private func probe() {
        for command in commands {
            guard command.probe != nil else { continue }
            send(command.words(session, tombstone)) { check, reply in
                guard case .error(let message) = reply else { return }
                if check.permissions.note(message) == nil, message.hasPrefix("NOPERM") {
                    check.permissions.deny(command.name, reason: message)
                }
            }
        }
        send(["PING"]) { check, _ in check.end() }
    }

    private func end() {
        completion(connection?.facts)
        close()
    }

    private func send(_ arguments: [String], _ receive: @escaping (PermissionCheck, RedisValue) -> Void) {
        connection?.send { writer in
            writer.write(arguments)
        } _: { [weak self] reply in
            guard let self else { return }
            if let reply { receive(self, reply) } else { close() }
        }
    }

    private func close() {
        connection?.close()
        connection = nil
    }
}
