import Logging
import TaproomHTTP

/// What an error means for the client.
public enum ErrorResponse {
    /// The status, sentence and fields for an error. What is no `HTTPError` is logged and becomes a 500 that
    /// tells nothing of it.
    public static func describe(_ error: any Error, _ request: Request, _ logger: Logger) -> HTTPError {
        if let error = error as? HTTPError { return error }
        logger.error(
            "handler failed",
            metadata: ["method": "\(request.method)", "path": "\(request.path)", "error": "\(error)"])
        return HTTPError(.internalServerError)
    }

    /// Plain text.
    public static func plain(_ error: any Error, _ request: Request, _ logger: Logger) -> Response {
        let error = describe(error, request, logger)
        var response = error.status.forbidsContent ? Response(status: error.status) : Response(error.message + "\n")
        response.status = error.status
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }
}
