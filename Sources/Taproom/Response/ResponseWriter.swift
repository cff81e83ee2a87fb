import TaproomHTTP

/// The destination of streamed content.
package protocol ContentSink: AnyObject {
    /// Sends bytes. Waits while the client reads more slowly than the handler writes.
    ///
    /// - Throws: `ResponseWriterError` if the response can't be continued.
    func write(_ bytes: [UInt8]) async throws

    /// Whether the server is stopping.
    var isStopping: Bool { get }
}

/// Writes the content of a response piece by piece, if it is too large for memory or not known in advance.
///
/// The head is sent with the first bytes. An error that is thrown before them is handled like an error of the handler.
public struct ResponseWriter {
    let sink: any ContentSink

    package init(_ sink: any ContentSink) {
        self.sink = sink
    }

    /// Whether the server is stopping. Content that does not end by itself should end then.
    public var isStopping: Bool { sink.isStopping }

    /// Sends bytes. Returns when the system has accepted them, so a slow client slows the writer down.
    ///
    /// - Throws: `ResponseWriterError`; `.disconnected` if the client has gone.
    public func write(_ bytes: [UInt8]) async throws {
        if !bytes.isEmpty { try await sink.write(bytes) }
    }

    /// Sends text in UTF-8.
    ///
    /// - Throws: `ResponseWriterError`; `.disconnected` if the client has gone.
    public func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}

/// The reason why a response's content can't be written.
public enum ResponseWriterError: Error, Sendable, CustomStringConvertible {
    /// The client has gone, or accepts no more bytes.
    case disconnected
    /// The handler wrote more or fewer bytes than it had announced.
    case wrongLength
    /// The closure that received the writer has returned, which ended the response.
    case ended
    /// Another task is writing the response or reading the request's content.
    case overlapping

    /// The reason why the content can't be written.
    public var description: String {
        switch self {
        case .disconnected: "the client is gone"
        case .wrongLength: "a response's content is not as long as announced"
        case .ended: "a response was written to after it had ended"
        case .overlapping: "two tasks use the request's connection at one time: read and write one after the other"
        }
    }
}

/// Collects streamed content in memory.
package final class CollectingSink: ContentSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var isStopping: Bool { false }

    package func write(_ bytes: [UInt8]) async throws {
        self.bytes += bytes
    }
}
