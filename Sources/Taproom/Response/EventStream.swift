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

    /// Sends one event.
    ///
    /// - Parameters:
    ///   - data: its text, of any number of lines.
    ///   - event: its type; nil for `message`.
    ///   - id: what the browser says in Last-Event-ID when it connects again.
    ///   - retry: milliseconds for the browser to wait before it connects again.
    /// - Throws: `ResponseWriterError.disconnected` where the browser is gone.
    public func send(_ data: String, event: String? = nil, id: String? = nil, retry: Int? = nil) async throws {
        var text = ""
        if let event { text += "event: \(Self.oneLine(event))\n" }
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let retry { text += "retry: \(retry)\n" }
        for line in Self.lines(data) { text += "data: \(line)\n" }
        try await writer.write(text + "\n")
    }

    /// Sends one event whose text is a value as JSON, as `Response.json` writes it.
    ///
    ///     try await events.send(json: Price(beer: "Stout", cents: 420), event: "price")
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - event: its type; nil for `message`.
    ///   - id: what the browser says in Last-Event-ID when it connects again.
    ///   - retry: milliseconds for the browser to wait before it connects again.
    /// - Throws: `ResponseWriterError.disconnected` where the browser is gone; an error of encoding.
    public func send(
        json value: some Encodable, event: String? = nil, id: String? = nil, retry: Int? = nil
    ) async throws {
        let text = String(decoding: try JSONEncoding.encode(value), as: UTF8.self)
        try await send(text, event: event, id: id, retry: retry)
    }

    /// Whether the server has been told to stop.
    public var isStopping: Bool { writer.isStopping }

    /// Sends a line that browsers pass over, to see whether the browser is still there.
    public func sendComment(_ text: String = "") async throws {
        try await writer.write(": \(Self.oneLine(text))\n\n")
    }

    /// CR, LF and CR LF end lines in an event stream.
    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    }

    private static func oneLine(_ text: String) -> String {
        lines(text).joined(separator: " ")
    }
}

extension Response {
    /// A response of Server-Sent Events. The browser hears at once that it is connected. The response ends when `produce`
    /// returns; its task is cancelled when the browser has gone, and when the server stops.
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
