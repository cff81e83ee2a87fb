import TaproomHTTP

extension Request {
    /// Decodes the content from JSON, a form, or a form with files, depending on Content-Type.
    ///
    /// In a form, a name that repeats, or ends with `[]`, is a list, and `a[b]` is the member `b` of `a`. A file is a
    /// member of the type `UploadedFile`.
    ///
    /// - Parameters:
    ///   - type: the type of the value, which can be inferred from the context.
    ///   - limit: the most bytes of content; nil for the route's limit.
    /// - Throws: `HTTPError` 415 for another media type, 413 for content over the limit, 400 for content that can't be
    ///   parsed, 422 with the path of a value that is missing or wrong.
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
            // A file input that was left empty is sent as a file without a name and content (HTML §4.10.22.4).
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
    /// Throws, because only `Request.decode` can make a file, from a form with files.
    ///
    /// - Throws: `DecodingError` always.
    public convenience init(from decoder: any Decoder) throws {
        throw DecodingError.typeMismatch(
            UploadedFile.self, .init(codingPath: decoder.codingPath, debugDescription: "is not a file"))
    }
}
