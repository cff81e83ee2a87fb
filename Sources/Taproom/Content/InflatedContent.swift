import TaproomHTTP

/// A request's content that came compressed, as what it stands for.
final class InflatedContent: RequestContentSource {
    private var source: (any RequestContentSource)?
    private var input: ArraySlice<UInt8>
    private let decoder: GzipDecoder

    /// However little there is of what is compressed, it comes out in pieces.
    private static let pieceSize = 64 * 1024

    /// - Parameters:
    ///   - input: what has come of the content.
    ///   - source: where the rest comes from; nil where there is none.
    init(_ input: [UInt8], then source: (any RequestContentSource)?, _ decoder: GzipDecoder) {
        self.input = input[...]
        self.source = source
        self.decoder = decoder
    }

    func next() async throws -> [UInt8]? {
        while true {
            do {
                let piece = try decoder.decode(&input, atMost: Self.pieceSize)
                if !piece.isEmpty { return piece }
            } catch {
                throw HTTPError(.badRequest, "The content is not gzip, as Content-Encoding says it were.")
            }
            guard let more = try await source?.next() else { break }
            input = more[...]
        }
        source = nil
        guard decoder.isAtEnd else { throw HTTPError(.badRequest, "The compressed content ends too early.") }
        return nil
    }
}

extension Request {
    /// Whether the content was compressed by the client, and comes out longer or shorter than it was sent.
    var isContentEncoded: Bool { hasHeader("content-encoding") }

    /// Lets the content be read as what was compressed (RFC 9110 §8.4).
    ///
    /// - Throws: `HTTPError` 415 for another coding than gzip.
    func inflateContent() throws {
        guard let coding = header("content-encoding")?.lowercased(), coding != "identity" else { return }
        let input: [UInt8]
        let source: (any RequestContentSource)?
        switch content {
        case .none, .collected, .consumed: return
        case .buffered(let range): (input, source) = (Array(self.input.bytes[range]), nil)
        case .streamed(let known):
            if known is InflatedContent { return }
            (input, source) = ([], known)
        }
        guard coding == "gzip" || coding == "x-gzip", let decoder = GzipDecoder() else {
            var error = HTTPError(
                .unsupportedMediaType, "The content's coding '\(coding)' is none that this server knows.")
            error.headers["Accept-Encoding"] = "gzip"
            throw error
        }
        content = .streamed(InflatedContent(input, then: source, decoder))
    }
}
