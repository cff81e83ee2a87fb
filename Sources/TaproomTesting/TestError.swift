/// Why a test's request came to nothing, or what came in place of what the test asked for.
public struct TestError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Sendable, Hashable {
        /// The test asked for what no request can be, such as two contents.
        case invalidRequest
        /// Nothing came in time.
        case timeout
        /// The server closed the connection, or sent what is no whole response.
        case noResponse
        /// A response came, but another one than was asked for.
        case unexpectedResponse
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What was waited for, or what came, in a sentence.
    public let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    static func timeout(_ timeout: Duration, waitingFor what: String) -> TestError {
        TestError(.timeout, "timed out after \(timeout.inSeconds) waiting for \(what)")
    }
}

extension Duration {
    /// What can be added to any instant.
    var asTimeout: Duration { min(max(self, .zero), .seconds(1_000_000_000)) }

    /// As in `30 s` and `0.25 s`.
    fileprivate var inSeconds: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        let whole = seconds.rounded()
        return seconds == whole && abs(whole) < 1e15 ? "\(Int(whole)) s" : "\(seconds) s"
    }
}
