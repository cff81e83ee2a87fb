import TaproomHTTP

/// The decompressed content of a request.
final class InflatedContent: RequestContentSource {
    private var source: (any RequestContentSource)?
    private var input: ArraySlice<UInt8>
    private let decoder: GzipDecoder

    /// The most bytes that one call of `next` returns, so that a small compressed input can't fill the memory at once.
    private static let pieceSize = 64 * 1024

    /// - Parameters:
    ///   - input: the content that has arrived.
    ///   - source: the source of the rest; nil if there is none.
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
    /// Whether the content is encoded, so that the length of the decoded content is not known.
    var isContentEncoded: Bool { contentEncoding != nil }

    /// The value of Content-Encoding in lower case; nil for none and for `identity`.
    private var contentEncoding: String? {
        guard let coding = header("content-encoding")?.lowercased(), coding != "identity" else { return nil }
        return coding
    }

    /// Replaces the content with its decompressed form (RFC 9110 §8.4), if it is compressed.
    ///
    /// - Throws: `HTTPError` 415 for a coding other than gzip.
    func inflateContent() throws {
        guard let coding = contentEncoding else { return }
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
