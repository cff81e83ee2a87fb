import TaproomHTTP
import TaproomNet

/// Writes a line to standard output for every request: method, path, status, time, and what other middleware
/// noted about the request (`Request.logLabel`).
///
/// What is answered before it comes to the middleware has a line as well, marked as `rejected`: a malformed request (400, 414,
/// 431, 501, 505), one that did not arrive in time (408), a connection too many (503, with `-` for method and path).
///
/// Lines are written by a thread of their own. Those that standard output's reader does not take in time are dropped, and a
/// line tells how many they were.
public struct AccessLog: Middleware {
    /// How a line looks.
    public enum Format: Sendable {
        /// For people; with colours where wanted.
        case text(colours: Bool)
        /// One JSON object for each line.
        case json
    }

    private let format: Format
    /// Under which each loop keeps its output.
    private static let key = LoopLocalKey<LineOutput>()

    /// - Parameter format: how a line looks; text by default, in colours if standard output is a terminal.
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

    /// - Parameter client: made only where it is written.
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
