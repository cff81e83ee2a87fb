import Logging
import Taproom
import TaproomHTTP
import TaproomNet

/// Writes a response into a pipe, with the bytes that a connection would send.
final class InProcessResponse: ContentSink {
    private let pipe: BytePipe
    private let method: HTTPMethod
    private var serializer = ResponseSerializer()
    /// The head of a streamed response, which is sent with the first bytes.
    private var head: (response: Response, framing: ResponseSerializer.Framing)?
    private var remaining: Int?
    private var isChunked = false
    private var hasEnded = false

    init(_ pipe: BytePipe, method: HTTPMethod) {
        self.pipe = pipe
        self.method = method
    }

    /// Responds to bytes that are not a request.
    func reject(_ status: HTTPStatus, _ message: String) async throws {
        let response = Response(message + "\n", status: status)
        try await pipe.write(headBytes(response, .length(message.utf8.count + 1)) + Array((message + "\n").utf8))
    }

    func send(_ response: Response, to request: Request, _ chain: Chain, _ logger: Logger) async throws {
        guard !response.status.forbidsContent else {
            let framing: ResponseSerializer.Framing = response.status == .resetContent ? .length(0) : .none
            return try await pipe.write(headBytes(response, framing))
        }
        if case .content(let content) = response.body {
            return try await stream(content, of: response, to: request, chain, logger)
        }
        var bytes = headBytes(response, .length(response.body.length ?? 0))
        if method != .head { bytes += try await response.body.collect() }
        try await pipe.write(bytes)
    }

    private func stream(
        _ content: any ResponseContent, of response: Response, to request: Request, _ chain: Chain, _ logger: Logger
    ) async throws {
        let framing = content.length.map { ResponseSerializer.Framing.length($0) } ?? .chunked
        guard method != .head else { return try await pipe.write(headBytes(response, framing)) }
        remaining = content.length
        isChunked = framing == .chunked
        head = (response, framing)
        defer { hasEnded = true }
        do {
            if content.isOpenEnded { try await pipe.write(takeHead()) }
            try await content.write(to: ResponseWriter(self))
            try await finish()
        } catch {
            guard head == nil else {
                head = nil
                let answer = await chain.answer(error, instead: response, to: request)
                return try await send(answer, to: request, chain, logger)
            }
            // The client notices that the response is incomplete, because the stream ends.
            if !(error is ResponseWriterError), !(error is CancellationError) {
                logger.error("a response broke off", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: ContentSink

    var isStopping: Bool { pipe.isAbandoned }

    func write(_ bytes: [UInt8]) async throws {
        guard !hasEnded else { throw ResponseWriterError.ended }
        if let remaining {
            guard bytes.count <= remaining else { throw ResponseWriterError.wrongLength }
            self.remaining = remaining - bytes.count
        }
        var output = takeHead()
        if isChunked {
            ResponseSerializer.appendChunk(bytes, to: &output)
        } else {
            output += bytes
        }
        try await pipe.write(output)
    }

    private func finish() async throws {
        if let remaining, remaining > 0 { throw ResponseWriterError.wrongLength }
        var output = takeHead()
        if isChunked { ResponseSerializer.appendLastChunk(to: &output) }
        try await pipe.write(output)
    }

    private func takeHead() -> [UInt8] {
        guard let (response, framing) = head else { return [] }
        head = nil
        return headBytes(response, framing)
    }

    private func headBytes(_ response: Response, _ framing: ResponseSerializer.Framing) -> [UInt8] {
        var bytes: [UInt8] = []
        serializer.setTime(secondsSinceEpoch: Clock.wallMilliseconds() / 1000)
        serializer.append(
            status: response.status, fields: response.headers, framing: framing, connection: "close", to: &bytes)
        return bytes
    }
}
