@testable import TaproomHTTP

extension FuzzTarget {
    /// The content does not depend on the pieces in which it arrives. Encoding it again and decoding it returns the
    /// same content.
    static let chunked = FuzzTarget(name: "chunked") { input in
        let (bytes, cut) = input.withCut()
        let whole = decode([bytes[...]])
        require(decode([bytes[..<cut], bytes[cut...]]) == whole, "chunks cut at \(cut) are the same")
        require(decode([bytes[...]], limit: 1 + cut % 7) == whole, "so they are taken in small pieces")
        var again: [UInt8] = []
        let middle = whole.data.count / 2
        ResponseSerializer.appendChunk(whole.data[..<middle], to: &again)
        ResponseSerializer.appendChunk(whole.data[middle...], to: &again)
        ResponseSerializer.appendLastChunk(to: &again)
        let decoded = decode([again[...]])
        require(decoded.data == whole.data && decoded.rest == [], "what is encoded decodes to itself")
    }

    private struct Content: Equatable {
        var data: [UInt8] = []
        /// The bytes after the content; nil if it has not ended.
        var rest: [UInt8]?
        var error: RequestError?
    }

    private static func decode(_ pieces: [ArraySlice<UInt8>], limit: Int = .max) -> Content {
        var decoder = ChunkedDecoder()
        var content = Content()
        for piece in pieces {
            if content.rest != nil {
                content.rest? += piece
                continue
            }
            var rest = Array(piece)
            while content.rest == nil {
                let before = content.data.count
                switch decoder.decode(rest.span, into: &content.data, limit: limit) {
                case .wrong(let error):
                    // The pieces determine how much of the data before the error is delivered.
                    return Content(error: error)
                case .done(let consumed): content.rest = Array(rest[consumed...])
                case .needMore(let consumed):
                    rest.removeFirst(consumed)
                    if limit == .max { require(rest.isEmpty, "all that is there is taken") }
                }
                require(content.data.count - before <= limit, "no more is delivered than was asked for")
                if rest.isEmpty { break }
            }
        }
        return content
    }
}
