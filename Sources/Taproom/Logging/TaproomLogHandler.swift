import Logging
import TaproomHTTP
import TaproomNet

/// A swift-log handler for servers. It writes lines of text or JSON to standard error on a thread of its own.
///
///     LoggingSystem.bootstrap { TaproomLogHandler(label: $0, format: .json) }
///
/// A stalled reader, a full disk or a closed pipe never blocks an event loop: lines that can't be written in time are
/// dropped, and a later line says how many. Control characters in messages and metadata are escaped, so that a client
/// can't forge a line.
///
/// The framework logs with this handler, as text, unless the program calls `LoggingSystem.bootstrap`.
public struct TaproomLogHandler: LogHandler {
    /// The format of a line.
    public enum Format: Sendable {
        /// `2026-11-29T08:00:00.000Z error taproom: handler failed method=GET path=/`
        case text
        /// A JSON object per line, with the members `time`, `level`, `logger` and `message`, then the metadata.
        case json
    }

    /// The lowest level that is logged.
    public var logLevel = Logger.Level.info
    /// The metadata of every message of this handler.
    public var metadata = Logger.Metadata()
    /// Provides metadata for each message; nil for none.
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: Format
    private let writer: LogWriter

    /// - Parameters:
    ///   - label: the logger's name, which `LoggingSystem.bootstrap` passes.
    ///   - format: text for people, or JSON for machines.
    ///   - metadataProvider: provides metadata for each message, such as that of the current request.
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

    /// A value of `metadata` by its key; nil for none.
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

    /// Returns the handler's metadata, then the provider's, then the event's, sorted by name. Of values with the same
    /// name, the last one counts.
    private func facts(of event: LogEvent) -> [(name: String, value: String)] {
        var facts = metadata
        if let provided = metadataProvider?.get() { facts.merge(provided) { $1 } }
        if let error = event.error { facts["error"] = "\(error)" }
        if let given = event.metadata { facts.merge(given) { $1 } }
        return facts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    }
}

extension Logger {
    /// Returns the framework's logger with a label. If no logging system was bootstrapped, swift-log's default handler
    /// would wait for the reader of standard error and block an event loop, so `TaproomLogHandler` replaces it.
    package static func framework(_ label: String) -> Logger {
        let logger = Logger(label: label)
        guard let handler = logger.handler as? StreamLogHandler else { return logger }
        var replacement = TaproomLogHandler(label: label)
        replacement.logLevel = handler.logLevel
        replacement.metadataProvider = handler.metadataProvider
        return Logger(label: label) { _ in replacement }
    }
}
