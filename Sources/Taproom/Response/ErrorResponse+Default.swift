import Logging
import TaproomHTTP

extension ErrorResponse {
    /// Returns the response to an error in an application without an error handler: HTML for a browser,
    /// `application/problem+json` (RFC 9457) for a client that prefers JSON or has sent JSON, otherwise plain text.
    public static func standard(_ error: any Error, _ request: Request, _ logger: Logger) -> Response {
        let error = describe(error, request, logger)
        guard !error.status.forbidsContent else {
            return Response(status: error.status, headers: error.headers)
        }
        var response =
            switch form(for: request) {
            case .html: Response.html(page(error), status: error.status)
            case .json: document(error)
            case .text: Response(text(error), status: error.status)
            }
        response.vary(on: "Accept")
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }

    /// Returns the message. If it is only the reason phrase, the errors of the fields follow.
    private static func text(_ error: HTTPError) -> String {
        guard error.message == error.status.reasonPhrase else { return error.message + "\n" }
        let fields = error.fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }
        return error.message + "\n" + fields.joined()
    }

    private enum Form {
        case html
        case json
        case text
    }

    private static func form(for request: Request) -> Form {
        let accepted = AcceptField(request.header("accept"))
        let json = max(
            accepted.weight(ofType: "application/problem+json", namedOnly: true),
            accepted.weight(ofType: "application/json", namedOnly: true))
        let html = accepted.weight(ofType: "text/html", namedOnly: true)
        if json > 0, json >= html { return .json }
        if html > 0 { return .html }
        return request.hasContent(ofType: "json") != nil ? .json : .text
    }

    /// Returns the response to an error as `application/problem+json` (RFC 9457), whatever the client prefers. Use it
    /// in the `onError` of an API.
    public static func problem(_ error: any Error, _ request: Request) -> Response {
        let error = describe(error, request, request.context.logger)
        guard !error.status.forbidsContent else { return Response(status: error.status, headers: error.headers) }
        var response = document(error)
        for field in error.headers { response.headers.append(field.name, field.value) }
        return response
    }

    /// Returns a response with the members of a problem (RFC 9457 §3.1), and `fields` with the error of each field.
    private static func document(_ error: HTTPError) -> Response {
        var members: [JSONValue.Member] = [
            .init("title", .string(error.status.reasonPhrase)), .init("status", .number("\(error.status.code)")),
            .init("detail", .string(error.message)),
        ]
        if !error.fields.isEmpty {
            let fields = error.fields.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            members.append(.init("fields", .object(fields)))
        }
        return Response(
            status: error.status, contentType: "application/problem+json", body: .bytes(JSONValue.object(members).bytes)
        )
    }

    private static func page(_ error: HTTPError) -> String {
        let title = "\(error.status.code) \(error.status.reasonPhrase)"
        let detail = error.message == error.status.reasonPhrase ? "" : "<p>\(error.message.escapingHTML)</p>\n"
        let fields = error.fields.sorted { $0.key < $1.key }.map {
            "<li><code>\($0.key.escapingHTML)</code> \($0.value.escapingHTML)</li>\n"
        }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(title)</title></head>
            <body>
            <h1>\(title)</h1>
            \(detail)\(fields.isEmpty ? "" : "<ul>\n\(fields)</ul>\n")</body>
            </html>

            """
    }
}

extension String {
    /// The text with `&`, `<`, `>` and quotes as character references, for HTML text and quoted attributes.
    var escapingHTML: String {
        var output = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
