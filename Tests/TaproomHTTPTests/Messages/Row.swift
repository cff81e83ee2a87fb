import Testing

/// What a server sends, taken as one raw string of bytes, and what has to come of it.
struct Row: Sendable, CustomTestStringConvertible {
    /// The section of an RFC, or the name of the attack that the row stands for.
    let source: String
    /// What is special about the bytes.
    let what: String
    let bytes: [UInt8]
    /// What the bytes are, message by message.
    let outcomes: [Outcome]
    /// The statuses that an application answers with, where the server knows more than the parser does.
    var answers: [Int]?

    /// - Parameter text: each scalar up to U+00FF stands for one byte.
    init(_ source: String, _ what: String, _ text: String, _ outcomes: [Outcome], answers: [Int]? = nil) {
        self.source = source
        self.what = what
        bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.outcomes = outcomes
        self.answers = answers
    }

    var testDescription: String { "\(what) (\(source))" }

    /// The statuses that an application which says what it saw answers with.
    var expectedAnswers: [Int] {
        if let answers { return answers }
        return outcomes.compactMap { outcome in
            switch outcome {
            case .accepted: 200
            case .refused(let status): status
            case .unfinishedHead: nil
            case .unfinishedContent: 400
            }
        }
    }
}

/// What becomes of one message.
enum Outcome: Sendable, Equatable, CustomStringConvertible {
    case accepted(Message)
    case refused(Int)
    /// The head waits for more bytes.
    case unfinishedHead
    /// The head is there, the content waits for more bytes.
    case unfinishedContent

    var description: String {
        switch self {
        case .accepted(let message): message.text + (message.keepAlive ? "" : " close")
        case .refused(let status): "\(status)"
        case .unfinishedHead: "unfinished head"
        case .unfinishedContent: "unfinished content"
        }
    }
}

/// A request as it was understood.
struct Message: Sendable, Equatable {
    var method: String
    var path: String
    var query = ""
    var authority = "a"
    var content = ""
    var keepAlive = true

    /// What the application under test answers with.
    var text: String { "\(method) \(path)?\(query) at \(authority): \(content)" }
}

extension Outcome {
    /// A request that is understood.
    static func ok(
        _ method: String, _ path: String = "/", query: String = "", at authority: String = "a", content: String = "",
        close: Bool = false
    ) -> Outcome {
        .accepted(
            Message(
                method: method, path: path, query: query, authority: authority, content: content, keepAlive: !close))
    }

    /// `GET /` with nothing special about it.
    static var plain: Outcome { .ok("GET") }
}

extension Row {
    /// A row with a request line and Host, then `lines`, each with its line end, and the empty line.
    static func fields(
        _ source: String, _ what: String, _ lines: String, _ outcome: Outcome, answers: [Int]? = nil
    ) -> Row {
        Row(source, what, "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n", [outcome], answers: answers)
    }

    /// A row with a whole POST: `lines`, the empty line and `content`.
    static func post(
        _ source: String, _ what: String, _ lines: String, _ content: String, _ outcomes: Outcome...,
        answers: [Int]? = nil
    ) -> Row {
        Row(
            source, what, "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\(content)", outcomes, answers: answers)
    }

    /// A row with a request line and Host.
    static func line(_ source: String, _ what: String, _ line: String, _ outcome: Outcome, answers: [Int]? = nil) -> Row
    {
        Row(source, what, "\(line)\r\nHost: a\r\n\r\n", [outcome], answers: answers)
    }

    /// A row with content in the chunked coding.
    static func chunked(_ source: String, _ what: String, _ content: String, _ outcomes: Outcome...) -> Row {
        Row(
            source, what, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(content)", outcomes)
    }

    /// Every row there is.
    static let all =
        requestLines + targets + hosts + fieldLines + contentLengths + transferCodings + chunks + trailers
        + connections + limits + smuggling + semantics
}
