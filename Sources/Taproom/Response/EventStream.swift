import TaproomHTTP

/// Sends Server-Sent Events (WHATWG HTML §9.2) over one response.
///
///     app.get("/ticks") { _ in
///         Response.events { events in
///             for number in 0... {
///                 try await events.send("\(number)", event: "tick")
///                 try await Task.sleep(for: .seconds(1))
///             }
///         }
///     }
public struct EventStream {
    private let writer: ResponseWriter

    init(_ writer: ResponseWriter) {
        self.writer = writer
    }

    /// Sends an event.
    ///
    /// - Parameters:
    ///   - data: the event's text, of any number of lines.
    ///   - event: the event's type; nil for `message`.
    ///   - id: the value of Last-Event-ID that the browser sends when it reconnects.
    ///   - retry: the milliseconds that the browser waits before it reconnects.
    /// - Throws: `ResponseWriterError.disconnected` if the browser has gone.
    public func send(_ data: String, event: String? = nil, id: String? = nil, retry: Int? = nil) async throws {
        var text = ""
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let retry { text += "retry: \(retry)\n" }
        for line in Self.lines(data) { text += "data: \(line)\n" }
        try await writer.write(text + "\n")
    }

    /// Sends an event whose text is a value in JSON, as `Response.json` writes it.
    ///
    ///     try await events.send(json: Price(beer: "Stout", cents: 420), event: "price")
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - event: the event's type; nil for `message`.
    ///   - id: the value of Last-Event-ID that the browser sends when it reconnects.
    ///   - retry: the milliseconds that the browser waits before it reconnects.
    /// - Throws: `ResponseWriterError.disconnected` if the browser has gone; `EncodingError` if the value can't be
    ///   encoded.
    public func send(
        json value: some Encodable, event: String? = nil, id: String? = nil, retry: Int? = nil
    ) async throws {
        let text = String(decoding: try JSONEncoding.encode(value), as: UTF8.self)
        try await send(text, event: event, id: id, retry: retry)
    }

    /// Whether the server is stopping.
    public var isStopping: Bool { writer.isStopping }

    /// Sends a comment, which browsers ignore, to check whether the browser is still connected.
    public func sendComment(_ text: String = "") async throws {
        try await writer.write(": \(Self.oneLine(text))\n\n")
    }

    /// Splits a text at CR, LF and CRLF, which end lines in an event stream.
    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }

    private static func oneLine(_ text: String) -> String {
        lines(text).joined(separator: " ")
    }
}

extension Response {
    /// Returns a response of Server-Sent Events. Its head is sent at once, so that the browser knows that it is
    /// connected. The response ends when `produce` returns. The task is cancelled when the browser disconnects or the
    /// server stops.
    public static func events(
        _ produce: nonisolated(nonsending) @escaping (EventStream) async throws -> Void
    ) -> Response {
        var response = Response(
            contentType: "text/event-stream",
            body: .openEndedStream { writer in try await produce(EventStream(writer)) })
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
