import TaproomHTTP

/// Where the content of a streamed response goes.
package protocol ContentSink: AnyObject {
    /// Takes bytes, and waits while the client is slower than the handler.
    ///
    /// - Throws: `ResponseWriterError` where nobody reads any more.
    func write(_ bytes: [UInt8]) async throws
}

/// Writes a response's content bit by bit, for what is too large for memory or not known yet.
public struct ResponseWriter {
    let sink: any ContentSink

    package init(_ sink: any ContentSink) {
        self.sink = sink
    }

    /// Sends bytes; returns when the system has taken them, so a slow client slows the writer down.
    ///
    /// - Throws: `ResponseWriterError.disconnected` where the client is gone.
    public func write(_ bytes: [UInt8]) async throws {
        if !bytes.isEmpty { try await sink.write(bytes) }
    }

    /// Sends text in UTF-8.
    public func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }
}

/// Why a response's content can't be written on.
public enum ResponseWriterError: Error, Sendable {
    /// The client is gone, or takes nothing.
    case disconnected
    /// The handler wrote more or fewer bytes than it had announced.
    case wrongLength
}

/// Gathers streamed content in memory.
package final class CollectingSink: ContentSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ bytes: [UInt8]) async throws {
        self.bytes += bytes
    }
}
