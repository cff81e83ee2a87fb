import TaproomHTTP

extension Request {
    /// Decodes the content from JSON (RFC 8259).
    ///
    /// If several members of an object have the same name, the last one counts. A `Date` is a string in ISO 8601
    /// format, and `Data` is base64.
    ///
    /// - Parameters:
    ///   - type: the type of the value.
    ///   - limit: the most bytes of content; nil for the route's limit.
    /// - Throws: `HTTPError` 415 if Content-Type is not JSON, 413 for content over the limit, 400 if the content is not
    ///   JSON in UTF-8, 422 with the path of a value that is missing or has the wrong type.
    public func json<Value: Decodable>(_ type: Value.Type, upTo limit: Int? = nil) async throws -> Value {
        guard let contentType, contentType == "application/json" || contentType.hasSuffix("+json")
        else { throw HTTPError(.unsupportedMediaType) }
        let bytes = try await body.collect(upTo: limit)
        do {
            return try JSONDecoding().decode(type, from: bytes)
        } catch let error as JSONError {
            throw HTTPError(.badRequest, "The content is not JSON: \(error).")
        } catch let error as DecodingError {
            throw HTTPError(.unprocessableContent, DecodingFailure(error))
        }
    }
}

extension Response {
    /// Returns a response of `application/json`.
    ///
    /// Members appear in the order in which the type encodes them, those of a dictionary in sorted order. A `Date` is
    /// written as JavaScript's `toISOString` writes it, and `Data` as base64.
    ///
    /// A value that can't be encoded, such as a number that is not finite, is an error of the handler, and results in a
    /// 500.
    public static func json(_ value: some Encodable, status: HTTPStatus = .ok) -> Response {
        var response = Response(status: status, contentType: "application/json")
        do {
            response.body = .bytes(try JSONEncoding.encode(value))
        } catch {
            response.deferral = ResponseDeferral { _, _ in throw error }
        }
        return response
    }
}
