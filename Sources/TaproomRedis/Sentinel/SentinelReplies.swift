/// Parses the replies and messages of sentinels. Does no I/O.
enum SentinelReplies {
    /// Returns the master's address in a reply to SENTINEL GET-MASTER-ADDR-BY-NAME; nil if the sentinel does not know
    /// it.
    static func master(_ reply: RedisValue) -> RedisAddress? {
        guard let parts = reply.elements, parts.count == 2 else { return nil }
        return RedisAddress(announced: parts[0].string, parts[1].int)
    }

    /// Returns the addresses of the other sentinels in a reply to SENTINEL SENTINELS.
    static func sentinels(_ reply: RedisValue) -> [RedisAddress] {
        (reply.elements ?? []).compactMap { sentinel in
            let fields = sentinel.fields
            return RedisAddress(announced: fields["ip"], fields["port"].flatMap { Int($0) })
        }
    }

    /// Returns the new master in a message of `+switch-master`, `name old-host old-port new-host new-port`; nil if it
    /// is about another name.
    static func newMaster(of name: String, in message: String) -> RedisAddress? {
        let words = message.split(separator: " ")
        guard words.count == 5, words[0] == name else { return nil }
        return RedisAddress(announced: String(words[3]), Int(words[4]))
    }
}
