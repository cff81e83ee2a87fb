/// Why the API did not name a beer.
public enum BeerAPIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// libcurl is not installed.
    case noLibrary
    /// No answer came, or no whole one: what libcurl says.
    case noAnswer(String)
    /// So many are being asked for, or have been waiting for so long, that this one is not.
    case busy
    case status(Int)
    /// The answer is not the JSON that it should be.
    case malformed
    /// A name or style is empty, too long, or holds characters that do not belong in text.
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
