import TaproomHTTP

/// Takes messages from a growing run of bytes as a connection does: the head by the parser, the content by its framing,
/// then the next message.
struct MessageReader {
    private var parser = RequestParser()
    private var head = RequestHead()
    private var decoder: ChunkedDecoder?
    private var content: [UInt8] = []
    /// The start of the bytes that no message has used.
    private var start = 0
    private var isInContent = false
    private(set) var outcomes: [Outcome] = []
    private var hasEnded = false

    /// Returns the outcomes of a run of bytes that arrives in pieces, which end at `cuts` and at its end.
    static func outcomes(of bytes: [UInt8], cuts: some Sequence<Int>) -> [Outcome] {
        var reader = MessageReader()
        for cut in cuts { reader.read(bytes, upTo: cut) }
        reader.read(bytes, upTo: bytes.count)
        return reader.finish(bytes)
    }

    private mutating func read(_ bytes: [UInt8], upTo end: Int) {
        while !hasEnded, isInContent ? readContent(bytes, end) : readHead(bytes, end) {}
    }

    private mutating func readHead(_ bytes: [UInt8], _ end: Int) -> Bool {
        switch parser.parse(bytes.span.extracting(start..<end), into: &head) {
        case .needMore: return false
        case .wrong(let error):
            refuse(error)
            return false
        case .done(let length):
            message = Message(head, bytes.span.extracting(start..<end))
            start += length
            content = []
            isInContent = true
            decoder = head.framing == .chunked ? ChunkedDecoder() : nil
            return true
        }
    }

    private var message = Message(method: "", path: "")

    private mutating func readContent(_ bytes: [UInt8], _ end: Int) -> Bool {
        switch head.framing {
        case .none: break
        case .length(let length):
            let count = min(length - content.count, end - start)
            content += bytes[start..<(start + count)]
            start += count
            guard content.count == length else { return false }
        case .chunked:
            switch decoder?.decode(bytes.span.extracting(start..<end), into: &content) {
            case .done(let consumed): start += consumed
            case .needMore(let consumed):
                start += consumed
                return false
            case .wrong(let error):
                refuse(error)
                return false
            case nil: return false
            }
        }
        message.content = String(decoding: content, as: UTF8.self)
        outcomes.append(.accepted(message))
        hasEnded = !message.keepAlive
        isInContent = false
        parser.reset()
        return true
    }

    private mutating func refuse(_ error: RequestError) {
        outcomes.append(.refused(error.status.code))
        hasEnded = true
    }

    private func finish(_ bytes: [UInt8]) -> [Outcome] {
        if hasEnded { return outcomes }
        if isInContent { return outcomes + [.unfinishedContent] }
        return start < bytes.count ? outcomes + [.unfinishedHead] : outcomes
    }
}

extension Message {
    init(_ head: RequestHead, _ bytes: Span<UInt8>) {
        func text(_ range: ByteRange) -> String {
            String(decoding: range.offset(by: 0).map { bytes[$0] }, as: UTF8.self)
        }
        self.init(
            method: head.method.name, path: text(head.path), query: text(head.query), authority: text(head.authority),
            keepAlive: head.keepAlive)
    }
}
