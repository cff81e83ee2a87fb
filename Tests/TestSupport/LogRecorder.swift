import Logging
import Synchronization

/// A log handler that records messages.
package final class LogRecorder: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    package init() {}

    /// The messages, each with its metadata sorted by name.
    package var messages: [String] { lines.withLock { $0 } }
    package var logger: Logger { Logger(label: "test", factory: { _ in self }) }

    package func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        lines.withLock { $0.append("\(event.message) \(metadata.joined(separator: " "))") }
    }

    package subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    package var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    package var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
