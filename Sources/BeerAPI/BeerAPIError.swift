/// The reason why the API did not return a beer.
public enum BeerAPIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// libcurl is not installed.
    case noLibrary
    /// No complete reply arrived. The value is libcurl's reason.
    case noAnswer(String)
    /// Too many calls are waiting, or this one has waited for too long.
    case busy
    case status(Int)
    /// The reply is not the expected JSON.
    case malformed
    /// A name or style is empty, too long, or contains characters that are not allowed.
    case unfit

    public var description: String {
        switch self {
        case .noLibrary: "a beer API needs libcurl.so.4, which is not installed (Debian: libcurl4)"
        case .noAnswer(let reason): "the beer API does not answer: \(reason)"
        case .busy: "too many are waiting for the beer API"
        case .status(let code): "the beer API answers with status \(code)"
        case .malformed: "the beer API's answer is not {\"status\":200,\"data\":{\"name\":…,\"style\":…}}"
        case .unfit: "the beer API's name or style is empty, too long or not plain text"
        }
    }
}
