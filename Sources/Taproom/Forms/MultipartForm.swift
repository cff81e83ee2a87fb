import TaproomHTTP
import TaproomNet

/// A form with files, sent as `multipart/form-data`.
public struct MultipartForm: Sendable {
    /// The parts that are not files, in the order sent.
    public internal(set) var fields = FormFields()
    /// The parts that are files, in the order sent.
    public internal(set) var files: [UploadedFile] = []

    /// Returns the first file of a field; nil if it has none.
    public func file(_ name: String) -> UploadedFile? {
        files.first { $0.name.isExactly(name) }
    }
}

extension Request {
    /// Returns the fields and files of `multipart/form-data` content. Large files are written to disk as they arrive,
    /// and do not stay in memory.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of content; nil for the route's limit.
    ///   - fieldLimit: the most bytes of all parts that are not files, which are kept in memory.
    ///   - fileLimit: the most files.
    ///   - directory: a folder on the file system that stores the files; nil for the system's folder for temporary
    ///     files.
    /// - Throws: `HTTPError` 415 for another media type, 400 for a malformed form, 413 if a limit or 1000 parts are
    ///   exceeded, 507 if a file can't be stored.
    public func multipart(
        upTo limit: Int? = nil, fieldLimit: Int = 1024 * 1024, fileLimit: Int = 128, directory: String? = nil
    ) async throws -> MultipartForm {
        guard let type = header("content-type"), let boundary = MultipartDecoder.boundary(ofContentType: type) else {
            throw HTTPError(.unsupportedMediaType, "The content is not multipart/form-data with a boundary.")
        }
        let limit = limit ?? bodyLimit
        if let length = body.length, length > limit { throw HTTPError(.contentTooLarge) }
        var decoder = MultipartDecoder(boundary: boundary)
        var reader = FormReader(fieldLimit: fieldLimit, fileLimit: fileLimit, directory: directory)
        var count = 0
        for try await chunk in body {
            count += chunk.count
            guard count <= limit else { throw HTTPError(.contentTooLarge) }
            do {
                for event in try decoder.decode(chunk) { try await reader.take(event) }
            } catch let error as MultipartError {
                throw HTTPError(error == .tooManyParts ? .contentTooLarge : .badRequest, error.message)
            } catch let error as SystemError {
                throw HTTPError(.insufficientStorage, "The file can't be stored: \(error.reason).")
            }
            try holdContent(bytes: reader.bytesInMemory)
        }
        guard decoder.isFinished else { throw HTTPError(.badRequest, "The form ends before its last delimiter.") }
        await returnToLoop()
        return reader.finish()
    }
}
