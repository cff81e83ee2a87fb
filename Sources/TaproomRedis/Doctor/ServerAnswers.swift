/// A server's replies to the commands of a diagnosis. The reply is an error if the user may not run the command.
struct ServerAnswers: Sendable {
    /// The server's address, or the path of its socket.
    let name: String
    /// The reply to HELLO.
    var hello = RedisValue.null
    /// The reply to INFO.
    var info = RedisValue.null
    /// The reply to CONFIG GET save.
    var save = RedisValue.null
    /// The reply to CONFIG GET min-replicas-to-write.
    var minReplicas = RedisValue.null
    /// The reply to TIME.
    var time = RedisValue.null
    /// The times before and after TIME by the clock of this machine, in milliseconds since 1970.
    var clock = (asked: 0, answered: 0)
    /// The reply to ACL WHOAMI.
    var user = RedisValue.null
    /// The commands that the server refuses, by name, with the reason.
    var permissions: [String: PermissionAnswer] = [:]
    /// The reply to WAIT or WAITAOF, with the arguments of a save; nil if saves do not wait.
    var confirmation: RedisValue?
    /// The reply to CLUSTER INFO; nil without a cluster.
    var cluster: RedisValue?

    init(_ name: String) {
        self.name = name
    }

    /// The facts in the reply to HELLO; nil if the server does not report them.
    var facts: ServerFacts? { ServerFacts(hello: hello) }

    /// Whether the user may run scripts.
    var mayRunScripts: Bool { permissions["EVALSHA"] == nil && permissions["EVAL"] == nil }

    /// Returns the value of a setting in a reply to CONFIG GET; nil if the reply does not contain it.
    static func setting(_ reply: RedisValue) -> String? {
        guard let parts = reply.elements, parts.count == 2 else { return nil }
        return parts[1].string
    }
}
