import Logging
import TaproomHTTP
import TaproomNet
import TaproomSessions

/// Writes log messages to standard error as JSON, one object for each line.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var time: [UInt8] = []
        ISODate.append(milliseconds: Clock.wallMilliseconds(), to: &time)
        var members: [JSONValue.Member] = [
            .init("time", .string(String(decoding: time, as: UTF8.self))),
            .init("level", .string(event.level.rawValue)), .init("logger", .string(label)),
            .init("message", .string("\(event.message)")),
        ]
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) {
            members.append(.init(name, .string("\(value)")))
        }
        Terminal.printError(String(decoding: JSONValue.object(members).bytes, as: UTF8.self))
    }
}
