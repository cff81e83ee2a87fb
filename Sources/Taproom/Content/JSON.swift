import TaproomHTTP

extension Request {
    /// The content decoded from JSON (RFC 8259).
    ///
    /// Of members with one name the last counts. A `Date` is a string in ISO 8601's form, `Data` is base64.
    ///
    /// - Parameters:
    ///   - type: what to make of it; inferred where the value's type is known.
    ///   - limit: the most bytes of the content; the route's limit where nil.
    /// - Throws: `HTTPError` 415 where Content-Type is not JSON, 413 over the limit, 400 where the content is not JSON
    ///   in UTF-8, 422 with the path of the value that is missing or is not what a `Value` has there.
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
    /// A response of `application/json`.
    ///
    /// Members come in the order in which the type encodes them, those of a dictionary sorted. A `Date` is written as
    /// JavaScript's `toISOString` writes it, `Data` as base64.
    ///
    /// A value that can't be written, as one with a number that is not finite, is an error of the handler that returns the
    /// response: 500.
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
