import TaproomHTTP
import TaproomNet

/// Answers requests for a file. Evaluates conditions (RFC 9110 §13.2.2) first, then ranges (§14.2).
struct FileResponse {
    let file: OpenFile
    let headers: HeaderFields
    private let tag: String

    /// - Parameter headers: the response's header fields, including Content-Type.
    init(file: OpenFile, headers: HeaderFields) {
        self.file = file
        self.headers = headers
        let time = UInt64(bitPattern: Int64(file.modified)) &* 1_000_000_000 &+ UInt64(file.modifiedNanoseconds)
        // An encoded file is a different representation, so it needs a different tag.
        let coding = headers["Content-Encoding"].map { "-" + $0 } ?? ""
        tag = "\"" + String(time, radix: 16) + "-" + String(file.size, radix: 16) + coding + "\""
    }

    /// - Parameter status: the status of the response. Conditions and ranges are evaluated for 200 only.
    func answer(_ request: Request, status: HTTPStatus = .ok) -> Response {
        var response = Response(status: status, headers: headers, body: .file(file, 0..<file.size))
        guard status == .ok else { return response }
        response.headers["ETag"] = tag
        response.headers["Last-Modified"] = HTTPDate.string(secondsSinceEpoch: file.modified)
        response.headers["Accept-Ranges"] = "bytes"
        switch precondition(request) {
        case .hold: break
        case .notModified:
            // The content and its type are not sent, but middleware can read them, as for 200.
            response.status = .notModified
            return response
        case .failed:
            return instead(Response(HTTPStatus.preconditionFailed.reasonPhrase + "\n", status: .preconditionFailed))
        }
        guard request.method == .get, let field = request.header("range"), isRangeWanted(request) else {
            return response
        }
        switch RangeField.answer(field, size: file.size) {
        case .whole: break
        case .unsatisfiable:
            response = instead(Response(status: .rangeNotSatisfiable))
            response.headers["Content-Range"] = "bytes */\(file.size)"
        case .parts(let parts): apply(parts, to: &response)
        }
        return response
    }

    /// Adds to a response without the file the fields that the handler has set, except those about the content.
    private func instead(_ response: Response) -> Response {
        var response = response
        for field in headers where !field.name.text.lowercased().hasPrefix("content-") {
            response.headers.append(field.name, field.value)
        }
        return response
    }

    // MARK: Conditions

    private enum Precondition {
        case hold
        case notModified
        case failed
    }

    private func precondition(_ request: Request) -> Precondition {
        if let field = request.header("if-match") {
            if !EntityTag.list(field, holdsStrongly: tag) { return .failed }
        } else if let date = request.date("if-unmodified-since"), file.modified > date {
            return .failed
        }
        if let field = request.header("if-none-match") {
            return EntityTag.list(field, holds: tag) ? .notModified : .hold
        }
        if let date = request.date("if-modified-since"), file.modified <= date { return .notModified }
        return .hold
    }

    /// Returns whether If-Range matches the representation of which the client has a part: by a strong tag, or by the
    /// exact date (§13.1.5).
    private func isRangeWanted(_ request: Request) -> Bool {
        guard let field = request.header("if-range") else { return true }
        if field.contains("\"") { return field == tag }
        return request.date("if-range") == file.modified
    }

    // MARK: Ranges

    private func apply(_ parts: [Range<Int>], to response: inout Response) {
        response.status = .partialContent
        if let only = parts.first, parts.count == 1 {
            response.headers["Content-Range"] = contentRange(only)
            response.body = .file(file, only)
            return
        }
        let boundary =
            String(UInt64.random(in: .min ... .max), radix: 16) + String(UInt64.random(in: .min ... .max), radix: 16)
        var pieces: [ResponseBody.Part] = []
        for part in parts {
            let head = """
                \r\n--\(boundary)\r\nContent-Type: \(headers.contentType ?? MediaTypes.unknown)\r\nContent-Range: \(contentRange(part))\r\n\r\n
                """
            pieces.append(.bytes(Array(head.utf8)))
            pieces.append(.file(file, part))
        }
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        response.contentType = "multipart/byteranges; boundary=\(boundary)"
        response.body = .parts(pieces)
    }

    private func contentRange(_ range: Range<Int>) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
    }
}
