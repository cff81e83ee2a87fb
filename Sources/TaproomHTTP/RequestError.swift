/// The reason why a request is rejected. The connection closes after each of these errors, because the end of the
/// message is no longer certain.
package enum RequestError: Error, Sendable, Equatable {
    case malformedRequestLine
    case malformedTarget
    case targetTooLong
    case methodTooLong
    case connectRefused
    case unsupportedVersion
    case malformedField
    case headerSectionTooLarge
    case tooManyFields
    case missingHost
    case duplicateHost
    case malformedHost
    case malformedContentLength
    case conflictingContentLength
    case contentLengthWithTransferEncoding
    case transferEncodingInHTTP10
    case malformedTransferEncoding
    case unknownTransferCoding
    case unknownExpectation
    case malformedChunk
    case chunkExtensionTooLong
    case trailersTooLarge

    /// The status of the response.
    package var status: HTTPStatus {
        switch self {
        case .targetTooLong: .uriTooLong
        case .headerSectionTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .unsupportedVersion: .httpVersionNotSupported
        case .methodTooLong, .connectRefused, .unknownTransferCoding: .notImplemented
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }

    /// A sentence for the sender of the request.
    package var message: String {
        switch self {
        case .malformedRequestLine: "The request line is not METHOD SP TARGET SP HTTP/1.1 CR LF."
        case .malformedTarget: "The request target is in none of the forms that its method allows."
        case .targetTooLong: "The request line is longer than this server accepts."
        case .methodTooLong: "The method is not implemented."
        case .connectRefused: "CONNECT is for proxies; this is an origin server."
        case .unsupportedVersion: "This server speaks HTTP/1.1 and HTTP/1.0."
        case .malformedField: "A header field is not NAME: VALUE CR LF with allowed characters."
        case .headerSectionTooLarge: "The header section is larger than this server accepts."
        case .tooManyFields: "There are more header fields than this server accepts."
        case .missingHost: "HTTP/1.1 requires a Host header field."
        case .duplicateHost: "There is more than one Host header field."
        case .malformedHost: "The Host header field is not HOST or HOST:PORT."
        case .malformedContentLength: "Content-Length is not one decimal number."
        case .conflictingContentLength: "Two Content-Length fields differ."
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding exclude each other."
        case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding."
        case .malformedTransferEncoding: "Transfer-Encoding must end with one chunked coding."
        case .unknownTransferCoding: "The transfer coding is not implemented."
        case .unknownExpectation: "The only expectation that this server meets is 100-continue."
        case .malformedChunk: "A chunk is not SIZE CR LF DATA CR LF."
        case .chunkExtensionTooLong: "A chunk extension is longer than this server accepts."
        case .trailersTooLarge: "The trailer section is larger than this server accepts."
        }
    }
}
