import Logging
import Synchronization

/// Keeps what is logged.
final class LogRecorder: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var messages: [String] { lines.withLock { $0 } }
    var logger: Logger { Logger(label: "test", factory: { _ in self }) }

    func log(event: LogEvent) {
        let metadata = event.metadata.map { "\($0)" } ?? ""
        lines.withLock { $0.append("\(event.message) \(metadata)") }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
