import TaproomHTTP

extension Request {
    /// The content as a value: JSON, a form, or a form with files, as Content-Type says.
    ///
    /// In a form a name that repeats, or ends with `[]`, is a list, and `a[b]` the member `b` of `a`; a file is a member of
    /// the type `UploadedFile`.
    ///
    /// - Parameters:
    ///   - type: what to make of it; inferred where the value's type is known.
    ///   - limit: the most bytes of the content; the route's limit where nil.
    /// - Throws: `HTTPError` 415 for another media type, 413 over the limit, 400 for content that can't be parsed, 422 with
    ///   the path of the value that is missing or wrong.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self, upTo limit: Int? = nil) async throws -> Value
    {
        guard let contentType else { throw Self.unknownContent }
        if contentType == "application/json" || contentType.hasSuffix("+json") {
            return try await json(type, upTo: limit)
        }
        let form: FormDecoding
        switch contentType {
        case "application/x-www-form-urlencoded": form = FormDecoding(try await self.form(upTo: limit))
        case "multipart/form-data":
            let parts = try await multipart(upTo: limit)
            form = FormDecoding(parts.fields)
            // A file input that was left empty is sent as a file without name and content (HTML §4.10.22.4).
            for file in parts.files { form.add(file.name, file) }
        default: throw Self.unknownContent
        }
        do {
            return try form.decode(type)
        } catch let error as DecodingError {
            throw HTTPError(.unprocessableContent, DecodingFailure(error))
        }
    }

    private static var unknownContent: HTTPError {
        var error = HTTPError(.unsupportedMediaType, "The content must be JSON or a form.")
        error.headers["Accept"] = "application/json, application/x-www-form-urlencoded, multipart/form-data"
        return error
    }
}

extension UploadedFile: Decodable {
    /// Only a form with files holds files: `Request.decode`.
    ///
    /// - Throws: `DecodingError` always.
    public convenience init(from decoder: any Decoder) throws {
        throw DecodingError.typeMismatch(
            UploadedFile.self, .init(codingPath: decoder.codingPath, debugDescription: "is not a file"))
    }
}
