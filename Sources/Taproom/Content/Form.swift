import TaproomHTTP
import TaproomNet

extension Request {
    /// Returns the fields of `application/x-www-form-urlencoded` content; no fields if the content has another type.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of content; nil for the route's limit.
    ///   - fieldLimit: the most fields.
    /// - Throws: `HTTPError` 413 if a limit is exceeded.
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

    /// The most bytes of a form that is parsed on the event loop. A larger one may take milliseconds, and other clients
    /// of the loop should not wait for it.
    private static let quickForm = 64 * 1024
}
