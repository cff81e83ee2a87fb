import TaproomHTTP
import TaproomNet

/// A form with files, as `multipart/form-data` carries it.
public struct MultipartForm: Sendable {
    /// The parts that are no files, in the order sent.
    public internal(set) var fields = FormFields()
    /// The parts that are files, in the order sent.
    public internal(set) var files: [UploadedFile] = []

    /// The first file of a field.
    public func file(_ name: String) -> UploadedFile? {
        files.first { $0.name.isExactly(name) }
    }
}

extension Request {
    /// The fields and files of a `multipart/form-data` body; large files go to disk as they come in, so they take no
    /// memory.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of the whole content; the route's limit where nil.
    ///   - fieldLimit: the most bytes of all parts that are no files, which are kept in memory.
    ///   - fileLimit: the most parts that are files.
    ///   - directory: on whose file system files are; that of the system's folder for temporary files where nil.
    /// - Throws: `HTTPError` 415 for another media type, 400 for what is no such form, 413 for more than a limit or more
    ///   than 1000 parts, 507 where the disk is full.
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
