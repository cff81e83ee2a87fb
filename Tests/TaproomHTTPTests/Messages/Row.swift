import Testing

/// The bytes that a client sends, as one raw string, and their expected outcome.
struct Row: Sendable, CustomTestStringConvertible {
    /// The section of an RFC, or the name of the attack that the row represents.
    let source: String
    /// The special feature of the bytes.
    let what: String
    let bytes: [UInt8]
    /// The outcome of each message in the bytes.
    let outcomes: [Outcome]
    /// The statuses of the application's responses, if the server knows more than the parser does.
    var answers: [Int]?

    /// - Parameter text: each scalar up to U+00FF represents a byte.
    init(_ source: String, _ what: String, _ text: String, _ outcomes: [Outcome], answers: [Int]? = nil) {
        self.source = source
        self.what = what
        bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.outcomes = outcomes
        self.answers = answers
    }

    var testDescription: String { "\(what) (\(source))" }

    /// The statuses of an application that responds with the request as it understood it.
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

/// The outcome of a message.
enum Outcome: Sendable, Equatable, CustomStringConvertible {
    case accepted(Message)
    case refused(Int)
    /// The head is incomplete.
    case unfinishedHead
    /// The head is complete, but not the content.
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

    /// The response of the application under test.
    var text: String { "\(method) \(path)?\(query) at \(authority): \(content)" }
}

extension Outcome {
    /// Returns the outcome of a valid request.
    static func ok(
        _ method: String, _ path: String = "/", query: String = "", at authority: String = "a", content: String = "",
        close: Bool = false
    ) -> Outcome {
        .accepted(
            Message(
                method: method, path: path, query: query, authority: authority, content: content, keepAlive: !close))
    }

    /// The outcome of `GET /` without any special feature.
    static var plain: Outcome { .ok("GET") }
}

extension Row {
    /// Returns a row with a request line and Host, then `lines`, each with its line end, and the empty line.
    static func fields(
        _ source: String, _ what: String, _ lines: String, _ outcome: Outcome, answers: [Int]? = nil
    ) -> Row {
        Row(source, what, "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n", [outcome], answers: answers)
    }

    /// Returns a row with a complete POST: `lines`, the empty line and `content`.
    static func post(
        _ source: String, _ what: String, _ lines: String, _ content: String, _ outcomes: Outcome...,
        answers: [Int]? = nil
    ) -> Row {
        Row(
            source, what, "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\(content)", outcomes, answers: answers)
    }

    /// Returns a row with a request line and Host.
    static func line(_ source: String, _ what: String, _ line: String, _ outcome: Outcome, answers: [Int]? = nil) -> Row
    {
        Row(source, what, "\(line)\r\nHost: a\r\n\r\n", [outcome], answers: answers)
    }

    /// Returns a row with content in the chunked coding.
    static func chunked(_ source: String, _ what: String, _ content: String, _ outcomes: Outcome...) -> Row {
        Row(
            source, what, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(content)", outcomes)
    }

    /// All rows.
    static let all =
        requestLines + targets + hosts + fieldLines + contentLengths + transferCodings + chunks + trailers
        + connections + limits + smuggling + semantics
}
