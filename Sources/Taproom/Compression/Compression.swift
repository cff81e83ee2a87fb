import TaproomHTTP
import TaproomNet

/// Compresses text with gzip for clients that accept it (RFC 9110 §8.4 and §12.5.3).
///
/// Do not use it for a page that contains both a secret and text that a visitor entered, because an attacker can then
/// guess the secret from the compressed length.
public struct Compression: Middleware {
    /// The minimum size, in bytes, of content that is compressed.
    public var threshold = 1024
    /// The maximum size, in bytes, of a file that is compressed. Compress larger files in advance
    /// (`StaticFiles.Options.precompressed`).
    public var largestFile = 256 * 1024
    /// The compression level, from 1 (fast) to 9 (small).
    public var level = 6
    private let key = LoopLocalKey<Kept>()

    /// Makes middleware that compresses text of at least `threshold` bytes.
    public init() {}

    /// Compresses the response of the rest of the chain if the client accepts gzip.
    public func respond(to request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard isEligible(response) else { return response }
        response.headers.appendElement("Accept-Encoding", to: "Vary")
        guard ContentCoding.accepts("gzip", request) else { return response }
        if response.status != .notModified, try await !compress(&response) { return response }
        // The compressed content is another representation, so the strong tag does not apply to it (RFC 9110 §8.8.1).
        if let tag = response.headers["ETag"], !tag.hasPrefix("W/") { response.headers["ETag"] = "W/" + tag }
        response.headers["Accept-Ranges"] = nil
        return response
    }

    /// Compresses the content.
    ///
    /// - Returns: false if the content can't be compressed.
    private func compress(_ response: inout Response) async throws -> Bool {
        switch response.body {
        case .text, .bytes, .file:
            guard let encoder = encoder() else { return false }
            let content = try await response.body.collect()
            defer { encoder.reset() }
            response.body = .bytes(encoder.encode(content, .finish))
        case .content(let content):
            let level = level
            response.body = .content(CompressedContent(content: content, level: level))
        case .empty, .parts: return false
        }
        response.headers["Content-Encoding"] = "gzip"
        return true
    }

    /// Whether the content is worth compressing. A 304 is eligible if the 200 would be, because it must have the same
    /// fields (RFC 9110 §15.4.5).
    private func isEligible(_ response: Response) -> Bool {
        guard let type = response.contentType, Self.isText(type),
            !response.status.forbidsContent || response.status == .notModified, response.status != .partialContent,
            !response.headers.contains("Content-Encoding")
        else { return false }
        if let length = response.body.length, length < max(threshold, 1) { return false }
        if case .file(_, let range) = response.body, range.count > largestFile { return false }
        return response.headers["Cache-Control"]?.contains("no-transform") != true
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type.hasPrefix("application/json") || type.hasPrefix("application/javascript")
            || type.hasPrefix("application/xml") || type.hasPrefix("image/svg+xml") || type.contains("+json")
            || type.contains("+xml") || type.hasPrefix("application/wasm")
    }

    /// Returns the loop's encoder. Each loop keeps one, because the state of zlib takes 256 KiB.
    private func encoder() -> GzipEncoder? {
        guard let kept = EventLoop.currentLocal(for: key, { _ in Kept(GzipEncoder(level: level)) })
        else { return GzipEncoder(level: level) }
        return kept.encoder
    }

    private final class Kept {
        let encoder: GzipEncoder?
        init(_ encoder: GzipEncoder?) { self.encoder = encoder }
    }
}

/// Content that is compressed while it is written.
private struct CompressedContent: ResponseContent {
    let content: any ResponseContent
    let level: Int

    var length: Int? { nil }
    var isOpenEnded: Bool { content.isOpenEnded }

    func write(to writer: ResponseWriter) async throws {
        guard let encoder = GzipEncoder(level: level) else { throw HTTPError(.internalServerError) }
        try await content.write(to: ResponseWriter(GzipSink(encoder, writer)))
        try await writer.write(encoder.encode([], .finish))
    }
}

/// Compresses the writes of a producer, each so that the client can read it at once.
private final class GzipSink: ContentSink {
    private let encoder: GzipEncoder
    private let writer: ResponseWriter

    init(_ encoder: GzipEncoder, _ writer: ResponseWriter) {
        self.encoder = encoder
        self.writer = writer
    }

    var isStopping: Bool { writer.isStopping }

    func write(_ bytes: [UInt8]) async throws {
        try await writer.write(encoder.encode(bytes, .sync))
    }
}
