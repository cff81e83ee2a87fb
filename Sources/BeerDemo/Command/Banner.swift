import BeerAPI
import Taproom
import TaproomHTTP
import TaproomRedis
import TaproomSessions

/// The message in the terminal when the server listens.
enum Banner {
    /// - Parameter storeProblem: the reason why sessions can't be stored; nil if they can.
    static func print(_ settings: Settings, _ server: Server, storeProblem: String?) {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let url = "\(settings.tls == nil ? "http" : "https")://\(host):\(server.port)"
        switch settings.logFormat {
        case .text:
            var further: [(name: String, fact: String)] = []
            if let port = server.redirectPort { further.append(("redirect", "from http://\(host):\(port)")) }
            if let storeProblem { further.append(("warning", storeProblem)) }
            Console.log(text(settings, url, further, colours: Console.outputIsTerminal))
        case .json:
            let line: JSONValue = [
                "event": "listening", "url": .string(url), "store": .string(settings.store.rawValue),
                "storeProblem": storeProblem.map { .string($0) } ?? .null,
                "environment": .string(settings.environment.rawValue),
            ]
            Console.log(json: String(decoding: line.bytes, as: UTF8.self))
        }
    }

    private static func text(
        _ settings: Settings, _ url: String, _ further: [(name: String, fact: String)], colours: Bool
    ) -> String {
        let bold = colours ? "\u{1b}[1m" : ""
        let plain = colours ? "\u{1b}[0m" : ""
        var lines = ["\(bold)Taproom is open: \(url)\(plain)"]
        for (name, fact) in facts(settings) + further {
            lines.append(
                "  " + name + String(repeating: " ", count: max(1, 10 - name.count)) + fact.escapingControlCharacters)
        }
        return lines.joined(separator: "\n")
    }

    private static func facts(_ settings: Settings) -> [(name: String, fact: String)] {
        var facts: [(String, String)] = []
        switch settings.store {
        case .redis:
            facts.append(("sessions", "in Redis at \(settings.redis.redacted), for \(settings.sessionMaxAge) s each"))
            facts.append(("look", "\(settings.redis.commandLine) get sess:<the page's session ID>"))
            facts.append(("", "\(settings.redis.commandLine) monitor, to see each command"))
        case .memory:
            facts.append(("sessions", "in memory, for \(settings.sessionMaxAge) s each: they end with the server"))
            if settings.environment == .production {
                facts.append(
                    ("warning", "memory is for development: sessions are lost at a restart, and not shared"))
            }
        }
        switch settings.secretSource {
        case .variable: facts.append(("secret", "from SESSION_SECRET"))
        case .file(let path): facts.append(("secret", "from the file \(path)"))
        case .random:
            facts.append(("secret", "made at random, as SESSION_SECRET is not set: a restart ends all sessions"))
        }
        if let api = settings.beerAPI { facts.append(("names", "from \(api.description)")) }
        if settings.environment == .development {
            facts.append(("mode", "development: the page shows what just happened (APP_ENV=production hides it)"))
        }
        return facts
    }
}

extension RedisURL {
    /// The command that connects to it with redis-cli, without the password.
    var commandLine: String {
        var text = "redis-cli" + (tls == nil ? "" : " --tls") + (tls?.authoritiesFile.map { " --cacert \($0)" } ?? "")
        switch endpoint {
        case .unix(let path): text += " -s \(path)"
        case .tcp(let host, let port): text += Self.options(RedisAddress(host: host, port: port))
        // `-c` follows the redirects of the nodes.
        case .cluster(let nodes): text += " -c" + (nodes.first.map(Self.options) ?? "")
        case .sentinel(let sentinels, _):
            text += (sentinels.first.map(Self.options) ?? "") + " sentinel masters, then redis-cli at the master's"
        }
        if database != 0 { text += " -n \(database)" }
        return text
    }

    private static func options(_ address: RedisAddress) -> String {
        let isHere = address.host == "127.0.0.1" || address.host == "localhost"
        return (isHere ? "" : " -h \(address.host)") + (address.port == 6379 ? "" : " -p \(address.port)")
    }
}
