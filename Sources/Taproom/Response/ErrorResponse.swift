import Logging
import TaproomHTTP
import TaproomNet

/// An error that may have a response of its own, for example because the handler is not at fault.
public protocol HTTPErrorConvertible: Error {
    /// The error to report to the client; nil for a 500.
    var httpError: HTTPError? { get }
}

/// 503 if the system has no more descriptors or memory for now.
extension SystemError: HTTPErrorConvertible {
    /// 503 with Retry-After if the system lacks descriptors or memory; nil for any other error.
    public var httpError: HTTPError? {
        isLackOfResources ? .retryLater() : nil
    }
}

/// Turns errors into responses.
public enum ErrorResponse {
    /// Returns the status, message and header fields for an error. An error that is not an `HTTPError` and does not
    /// convert to one is logged, and becomes a 500 that reveals nothing about it.
    public static func describe(_ error: any Error, _ request: Request, _ logger: Logger) -> HTTPError {
        if let error = error as? HTTPError { return error }
        if let answer = (error as? any HTTPErrorConvertible)?.httpError { return answer }
        // The client has gone and won't see this response. The status is for the access log.
        if error is CancellationError, Task.isCancelled {
            return HTTPError(HTTPStatus(499), "The client closed the connection.")
        }
        logger.error(
            "handler failed",
            metadata: ["method": "\(request.method)", "path": "\(request.path)", "error": "\(error)"])
        return HTTPError(.internalServerError)
    }
}
