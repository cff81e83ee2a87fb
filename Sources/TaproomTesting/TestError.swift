/// The reason why a test's request has failed, or the difference between its response and the expected one.
public struct TestError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Kind: Sendable, Hashable {
        /// The test asked for an impossible request, such as one with two contents.
        case invalidRequest
        /// Nothing arrived in time.
        case timeout
        /// The server closed the connection, or did not send a complete response.
        case noResponse
        /// The response is not the expected one.
        case unexpectedResponse
    }

    /// The kind of failure.
    public let kind: Kind
    /// The failure, in a sentence.
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
    /// The duration, limited so that it can be added to any instant.
    var asTimeout: Duration { min(max(self, .zero), .seconds(1_000_000_000)) }

    /// The duration in seconds, such as `30 s` or `0.25 s`.
    fileprivate var inSeconds: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        let whole = seconds.rounded()
        return seconds == whole && abs(whole) < 1e15 ? "\(Int(whole)) s" : "\(seconds) s"
    }
}
