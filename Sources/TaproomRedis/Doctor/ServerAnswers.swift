/// What a server has answered to the questions of a diagnosis. Where the user may not ask, the answer is an error reply.
struct ServerAnswers: Sendable {
    /// Its address or path.
    let name: String
    /// HELLO.
    var hello = RedisValue.null
    /// INFO.
    var info = RedisValue.null
    /// CONFIG GET save.
    var save = RedisValue.null
    /// CONFIG GET min-replicas-to-write.
    var minReplicas = RedisValue.null
    /// TIME.
    var time = RedisValue.null
    /// When TIME was asked for and answered by the clock of this machine, in milliseconds since 1970.
    var clock = (asked: 0, answered: 0)
    /// ACL WHOAMI.
    var user = RedisValue.null
    /// By the command's name; only those that are not plainly permitted.
    var permissions: [String: PermissionAnswer] = [:]
    /// WAIT or WAITAOF, as saves send it; nil where they do not.
    var confirmation: RedisValue?
    /// CLUSTER INFO; nil outside of a cluster.
    var cluster: RedisValue?

    init(_ name: String) {
        self.name = name
    }

    /// nil where it does not tell.
    var facts: ServerFacts? { ServerFacts(hello: hello) }

    /// Whether the user may run scripts.
    var mayRunScripts: Bool { permissions["EVALSHA"] == nil && permissions["EVAL"] == nil }

    /// The value of a setting, in the reply to CONFIG GET; nil where it is not told.
    static func setting(_ reply: RedisValue) -> String? {
        guard let parts = reply.elements, parts.count == 2 else { return nil }
        return parts[1].string
    }
}
