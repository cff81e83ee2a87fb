import Taproom
import TaproomNet
import TaproomRedis

/// What the terminal shows when the server listens.
enum Banner {
    static func print(_ settings: Settings, _ server: Server) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        var lines = ["Taproom is open: http://\(host):\(server.port)"]
        switch settings.store {
        case .redis:
            lines.append("  sessions  in Redis, \(settings.redis.redacted)")
            lines.append("  look      \(settings.redis.commandLine) get sess:<id>")
        case .memory:
            lines.append("  sessions  in memory: they end with the server")
            if settings.environment == .production {
                lines.append("  warning   memory is for development: sessions are lost at a restart, and not shared")
            }
        }
        switch settings.secretSource {
        case .variable: lines.append("  secret    from SESSION_SECRET")
        case .random:
            lines.append("  secret    made at random, as SESSION_SECRET is not set: a restart ends all sessions")
        }
        Terminal.print(lines.joined(separator: "\n"))
    }
}

extension RedisURL {
    /// How to reach it with redis-cli, without the password.
    var commandLine: String {
        var text = "redis-cli"
        switch endpoint {
        case .unix(let path): text += " -s \(path)"
        case .tcp(let host, let port):
            if host != "127.0.0.1", host != "localhost" { text += " -h \(host)" }
            if port != 6379 { text += " -p \(port)" }
        }
        if database != 0 { text += " -n \(database)" }
        return text
    }
}
