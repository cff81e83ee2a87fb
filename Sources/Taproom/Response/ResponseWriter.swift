import TaproomHTTP

/// Where the content of a streamed response goes.
package protocol ContentSink: AnyObject {
    /// Takes bytes, and waits while the client is slower than the handler.
    ///
    /// - Throws: `ResponseWriterError` where nobody reads any more.
    func write(_ bytes: [UInt8]) async throws

    /// Whether the server has been told to stop.
    var isStopping: Bool { get }
}

/// Writes a response's content bit by bit, for what is too large for memory or not known yet.
///
/// The first byte takes the head along: what is thrown before is answered as an error of the handler.
public struct ResponseWriter {
    let sink: any ContentSink

    package init(_ sink: any ContentSink) {
        self.sink = sink
    }

    /// Whether the server has been told to stop: what has no end of its own should come to one.
    public var isStopping: Bool { sink.isStopping }

    /// Sends bytes; returns when the system has taken them, so a slow client slows the writer down.
    ///
    /// - Throws: `ResponseWriterError`, `.disconnected` where the client is gone.
    public func write(_ bytes: [UInt8]) async throws {
        if !bytes.isEmpty { try await sink.write(bytes) }
    }

    /// Sends text in UTF-8.
    ///
    /// - Throws: `ResponseWriterError`, `.disconnected` where the client is gone.
    public func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}

/// Why a response's content can't be written on.
public enum ResponseWriterError: Error, Sendable, CustomStringConvertible {
    /// The client is gone, or takes nothing.
    case disconnected
    /// The handler wrote more or fewer bytes than it had announced.
    case wrongLength
    /// The closure that was given the writer has returned, and the response has ended with it.
    case ended
    /// Another task is writing the response, or reading the request's content, at this time.
    case overlapping

    /// Why the content can't be written.
    public var description: String {
        switch self {
        case .disconnected: "the client is gone"
        case .wrongLength: "a response's content is not as long as announced"
        case .ended: "a response was written to after it had ended"
        case .overlapping: "two tasks use the request's connection at one time: read and write one after the other"
        }
    }
}

/// Gathers streamed content in memory.
package final class CollectingSink: ContentSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var isStopping: Bool { false }

    package func write(_ bytes: [UInt8]) async throws {
        self.bytes += bytes
    }
}
