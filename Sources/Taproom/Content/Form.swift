import TaproomHTTP
import TaproomNet

extension Request {
    /// The fields of an `application/x-www-form-urlencoded` body; none where the body is of another type.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of the content; the route's limit where nil.
    ///   - fieldLimit: the most fields.
    /// - Throws: `HTTPError` 413 for a body over a limit.
    public func form(upTo limit: Int? = nil, fieldLimit: Int = 1000) async throws -> FormFields {
        guard contentType == "application/x-www-form-urlencoded" else { return FormFields() }
        let bytes = try await body.collect(upTo: limit)
        do {
            guard bytes.count > Self.quickForm else { return try FormFields(urlEncoded: bytes, limit: fieldLimit) }
            let fields = try await BackgroundThread.run { try FormFields(urlEncoded: bytes, limit: fieldLimit) }
            await returnToLoop()
            return fields
        } catch let error as TooManyFields {
            throw HTTPError(.contentTooLarge, "The form has more than \(error.limit) fields.")
        }
    }

    /// A form of more bytes may take milliseconds, for which other clients of the loop should not wait.
    private static let quickForm = 64 * 1024
}
