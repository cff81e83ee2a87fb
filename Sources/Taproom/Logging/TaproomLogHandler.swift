import Logging
import TaproomHTTP
import TaproomNet

/// A swift-log handler for servers: lines of text or JSON on standard error, written by a thread of their own.
///
///     LoggingSystem.bootstrap { TaproomLogHandler(label: $0, format: .json) }
///
/// A reader that stalls, a full disk or a closed pipe never holds up an event loop: lines that can't be written in time are
/// dropped, and a later line tells how many. Control characters in messages and metadata are escaped, so that nothing that
/// a client sends can forge a line.
///
/// What the framework logs goes through this handler, as text, unless `LoggingSystem.bootstrap` says otherwise.
public struct TaproomLogHandler: LogHandler {
    /// How a line looks.
    public enum Format: Sendable {
        /// `2026-11-29T08:00:00.000Z error taproom: handler failed method=GET path=/`
        case text
        /// One object a line, with members `time`, `level`, `logger` and `message`, then the metadata.
        case json
    }

    /// The lowest level that is logged.
    public var logLevel = Logger.Level.info
    /// Metadata of every message of this handler.
    public var metadata = Logger.Metadata()
    /// Adds metadata to each message; nil for none.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: Format
    private let writer: LogWriter

    /// - Parameters:
    ///   - label: the logger's name, as `LoggingSystem.bootstrap` gives it.
    ///   - format: lines for people, or JSON for machines.
    ///   - metadataProvider: adds metadata to each line, as of the request that is being served.
    public init(
        label: String, format: Format = .text,
        metadataProvider: Logger.MetadataProvider? = LoggingSystem.metadataProvider
    ) {
        self.init(label: label, format: format, metadataProvider: metadataProvider, writer: .standardError)
    }

    init(label: String, format: Format, metadataProvider: Logger.MetadataProvider?, writer: LogWriter) {
        self.label = label
        self.format = format
        self.metadataProvider = metadataProvider
        self.writer = writer
    }

    /// A value of `metadata` by its key; nil where there is none.
    public subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Queues a line for the message. Never blocks.
    public func log(event: LogEvent) {
        let line = LogLine(
            milliseconds: Clock.wallMilliseconds(), level: event.level, label: label, message: "\(event.message)",
            metadata: facts(of: event))
        switch format {
        case .text: writer.write(line.text, format: .text)
        case .json: writer.write(line.json, format: .json)
        }
    }

    /// The handler's metadata, then the provider's, then the event's; the latter win. Sorted by name.
    private func facts(of event: LogEvent) -> [(name: String, value: String)] {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { $1 } }
        if let error = event.error { facts["error"] = "\(error)" }
        if let given = event.metadata { facts.merge(given) { $1 } }
        return facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    }
}

extension Logger {
    /// The framework's logger of a name. The handler that swift-log has where no logging system was bootstrapped waits for
    /// the reader of standard error, and would hold up an event loop: `TaproomLogHandler` takes its place.
    package static func framework(_ label: String) -> Logger {
        let logger = Logger(label: label)
        guard let handler = logger.handler as? StreamLogHandler else { return logger }
        var replacement = TaproomLogHandler(label: label)
        replacement.logLevel = handler.logLevel
        replacement.metadataProvider = handler.metadataProvider
        return Logger(label: label) { _ in replacement }
    }
}
