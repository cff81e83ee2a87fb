import Logging
import TaproomHTTP
import TaproomNet

/// An error that may have an answer of its own, as where it is not the handler's fault.
public protocol HTTPErrorConvertible: Error {
    /// What the client is told; nil where it has no answer of its own.
    var httpError: HTTPError? { get }
}

/// 503 where the system has no more descriptors or memory to give for now.
extension SystemError: HTTPErrorConvertible {
    /// 503 with Retry-After if the system lacks descriptors or memory; nil for any other error.
    public var httpError: HTTPError? {
        isLackOfResources ? .retryLater() : nil
    }
}

/// What an error means for the client.
public enum ErrorResponse {
    /// The status, sentence and fields for an error. What is no `HTTPError`, nor becomes one, is logged and becomes a 500
    /// that tells nothing of it.
    public static func describe(_ error: any Error, _ request: Request, _ logger: Logger) -> HTTPError {
        if let error = error as? HTTPError { return error }
        if let answer = (error as? any HTTPErrorConvertible)?.httpError { return answer }
        // The client has gone, and nobody reads this; the status tells the access log.
        if error is CancellationError, Task.isCancelled {
            return HTTPError(HTTPStatus(499), "The client closed the connection.")
        }
        logger.error(
            "handler failed",
            metadata: ["method": "\(request.method)", "path": "\(request.path)", "error": "\(error)"])
        return HTTPError(.internalServerError)
    }
}
