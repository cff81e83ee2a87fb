import TaproomHTTP
import TaproomNet

/// Writes a line to standard output for every request: method, path, status, time, and what other middleware
/// noted about the request (`Request.logLabel`).
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

    public init(_ format: Format = .text(colours: LineOutput.isTerminal)) {
        self.format = format
    }

    public func respond(to request: Request, next: Next) async throws -> Response {
        let start = Clock.monotonic()
        let response = await next(request)
        await request.returnToLoop()
        log(request, response.status, start)
        return response
    }

    private func log(_ request: Request, _ status: HTTPStatus, _ start: UInt64) {
        let microseconds = Int((Clock.monotonic() &- start) / 1000)
        guard let loop = EventLoop.current else { return }
        let output = loop.local(for: Self.key) { LineOutput(loop: $0) }
        switch format {
        case .text(let colours):
            output.append(.text) { AccessLogLine.text(request, status, microseconds, colours: colours, to: &$0) }
        case .json:
            output.append(.json) {
                AccessLogLine.json(request, status, microseconds, at: loop.wallMilliseconds, to: &$0)
            }
        }
    }
}

/// One line of the access log.
enum AccessLogLine {
    static func text(
        _ request: Request, _ status: HTTPStatus, _ microseconds: Int, colours: Bool, to output: inout [UInt8]
    ) {
        // Columns are for people; what reads from a pipe parts the words at single spaces.
        let start = output.count
        output.append(contentsOf: request.method.name.utf8)
        if colours { pad(&output, from: start, to: 5) }
        output.append(0x20)
        appendVisible(request.target, to: &output)
        if colours { pad(&output, from: start, to: 24) }
        output.append(0x20)
        if colours { output.append(contentsOf: colour(status).utf8) }
        output.append(decimal: status.code)
        if colours { output.append(contentsOf: "\u{1b}[0m".utf8) }
        output.append(0x20)
        if colours, microseconds < 100_000 { output.append(contentsOf: microseconds < 10_000 ? "  ".utf8 : " ".utf8) }
        appendMilliseconds(microseconds, to: &output)
        output.append(contentsOf: " ms".utf8)
        if let label = request.logLabel {
            output.append(0x20)
            if colours { output.append(contentsOf: " \u{1b}[2m".utf8) }
            appendVisible(label, to: &output)
            if colours { output.append(contentsOf: "\u{1b}[0m".utf8) }
        }
        output.append(0x0a)
    }

    private static func pad(_ output: inout [UInt8], from start: Int, to width: Int) {
        while output.count - start < width { output.append(0x20) }
    }

    static func json(
        _ request: Request, _ status: HTTPStatus, _ microseconds: Int, at time: Int, to output: inout [UInt8]
    ) {
        output.append(contentsOf: "{\"time\":\"".utf8)
        ISODate.append(milliseconds: time, to: &output)
        output.append(contentsOf: "\",\"method\":\"".utf8)
        appendEscaped(request.method.name, to: &output)
        output.append(contentsOf: "\",\"path\":\"".utf8)
        appendEscaped(request.target, to: &output)
        output.append(contentsOf: "\",\"status\":".utf8)
        output.append(decimal: status.code)
        output.append(contentsOf: ",\"ms\":".utf8)
        appendMilliseconds(microseconds, to: &output)
        if let label = request.logLabel {
            output.append(contentsOf: ",\"session\":\"".utf8)
            appendEscaped(label, to: &output)
            output.append(0x22)
        }
        output.append(contentsOf: ",\"client\":\"".utf8)
        appendEscaped(request.clientAddress, to: &output)
        output.append(contentsOf: "\"}\n".utf8)
    }

    private static func colour(_ status: HTTPStatus) -> String {
        switch status.code {
        case ..<300: "\u{1b}[32m"
        case ..<400: "\u{1b}[36m"
        case ..<500: "\u{1b}[33m"
        default: "\u{1b}[31m"
        }
    }

    private static func appendMilliseconds(_ microseconds: Int, to output: inout [UInt8]) {
        output.append(decimal: microseconds / 1000)
        output.append(0x2e)
        output.append(addingCapacity: 2) { $0.append(twoDigits: microseconds % 1000 / 10) }
    }

    /// What a client sent must not be able to move the cursor or forge a line.
    private static func appendVisible(_ text: some StringProtocol, to output: inout [UInt8]) {
        for byte in text.utf8 { output.append(byte > 0x20 && byte < 0x7f ? byte : 0x3f) }
    }

    private static func appendEscaped(_ text: some StringProtocol, to output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5c:
                output.append(0x5c)
                output.append(byte)
            case ..<0x20: output.append(0x3f)
            default: output.append(byte)
            }
        }
    }
}
