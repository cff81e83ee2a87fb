import FoundationEssentials
import TaproomHTTP

extension Request {
    /// The content decoded from JSON.
    ///
    /// - Throws: `HTTPError` 415 where Content-Type is not JSON, 413 over `limit` bytes, 400 where the content
    ///   is not the JSON of a `Value`.
    public func json<Value: Decodable>(_ type: Value.Type, upTo limit: Int? = nil) async throws -> Value {
        guard let contentType, contentType == "application/json" || contentType.hasSuffix("+json")
        else { throw HTTPError(.unsupportedMediaType) }
        let bytes = try await body.collect(upTo: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw HTTPError(.badRequest, "The body is not the JSON that was expected.")
        }
    }
}

extension Response {
    /// A response of `application/json`.
    public static func json(_ value: some Encodable, status: HTTPStatus = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return Response(
            status: status, contentType: "application/json", body: .bytes(Array(try encoder.encode(value))))
    }
}
