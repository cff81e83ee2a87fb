import TaproomHTTP
import TaproomNet

/// Writes a line to standard output for every request: method, path, status, time, and the label that other middleware
/// has set (`Request.logLabel`).
///
/// Requests that are answered before they reach the middleware have a line too, marked as `rejected`: a malformed
/// request (400, 414, 431, 501, 505), one that did not arrive in time (408), and a connection above the limit (503,
/// with `-` for method and path).
///
/// A separate thread writes the lines. If the reader of standard output is too slow, lines are dropped, and a line says
/// how many.
public struct AccessLog: Middleware {
    /// The format of a line.
    public enum Format: Sendable {
        /// For people, optionally with colours.
        case text(colours: Bool)
        /// One JSON object per line.
        case json
    }

    private let format: Format
    /// The key under which each loop keeps its output.
    private static let key = LoopLocalKey<LineOutput>()

    /// - Parameter format: the format of a line; text by default, with colours if standard output is a terminal.
    public init(_ format: Format = .text(colours: LineOutput.isTerminal)) {
        self.format = format
    }

    /// Calls the rest of the chain, then queues the line. Never blocks.
    public func respond(to request: Request, next: Next) async throws -> Response {
        let start = Clock.monotonic()
        let response = await next(request)
        await request.returnToLoop()
        let line = AccessLogLine(
            method: request.method.name, target: request.target, status: response.status,
            microseconds: Int((Clock.monotonic() &- start) / 1000), label: request.logLabel,
            requestID: request.isIDShared ? request.id : nil)
        write(line, client: request.clientAddress)
        return response
    }

    /// - Parameter client: evaluated only if the format needs it.
    private func write(_ line: AccessLogLine, client: @autoclosure () -> String) {
        guard let loop = EventLoop.current else { return }
        let output = loop.local(for: Self.key) { LineOutput(loop: $0) }
        switch format {
        case .text(let colours): output.append(.text) { line.appendText(colours: colours, to: &$0) }
        case .json: output.append(.json) { line.appendJSON(client: client(), at: loop.wallMilliseconds, to: &$0) }
        }
    }
}

extension AccessLog: RejectionObserver {
    func rejected(_ request: RejectedRequest) {
        let line = AccessLogLine(
            method: request.method, target: request.target, status: request.status, microseconds: 0, label: nil,
            isRejected: true)
        write(line, client: request.connection.peerHost)
    }
}
