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
        files.first { $0.name == name }
    }
}

/// A file that came with a form. It lies in a temporary file, which goes with the last reference to this object
/// unless it was moved.
public final class UploadedFile: Sendable {
    /// The field's name.
    public let name: String
    /// What the sender calls the file: the last part of it, without folders. Not to be trusted as a path.
    public let fileName: String
    /// What the sender says it is; nil where it says nothing.
    public let contentType: String?
    /// Bytes.
    public let size: Int
    private let file: TemporaryFile

    init(_ header: PartHeader, size: Int, file: TemporaryFile) {
        name = header.name
        fileName = Self.lastPart(header.fileName ?? "")
        contentType = header.contentType
        self.size = size
        self.file = file
    }

    /// By bytes: a slash and the combining character behind it are one `Character`, which is no slash.
    private static func lastPart(_ path: String) -> String {
        let bytes = path.utf8.split { $0 == 0x2f || $0 == 0x5c }.last?.filter { $0 != 0 } ?? []
        let last = String(decoding: bytes, as: UTF8.self)
        return last == ".." || last == "." ? "" : last
    }

    /// Where it lies.
    public var path: String { file.path }

    /// Keeps the file, under a path on the same file system; what is there already is replaced.
    ///
    /// - Throws: `SystemError`.
    public func move(to path: String) throws {
        try file.move(to: path)
    }
}

extension Request {
    /// The fields and files of a `multipart/form-data` body; files go to disk as they come in, so a large one
    /// takes no memory.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of the whole content; the route's limit where nil.
    ///   - fieldLimit: the most bytes of all parts that are no files, which are kept in memory.
    ///   - directory: where files go; the system's folder for temporary files where nil.
    /// - Throws: `HTTPError` 415 for another media type, 400 for what is no such form, 413 for more than a limit,
    ///   507 where the disk is full.
    public func multipart(
        upTo limit: Int? = nil, fieldLimit: Int = 1024 * 1024, directory: String? = nil
    ) async throws -> MultipartForm {
        guard let type = header("content-type"), let boundary = MultipartDecoder.boundary(ofContentType: type) else {
            throw HTTPError(.unsupportedMediaType, "The content is not multipart/form-data with a boundary.")
        }
        let limit = limit ?? bodyLimit
        if let length = body.length, length > limit { throw HTTPError(.contentTooLarge) }
        var decoder = MultipartDecoder(boundary: boundary)
        var reader = FormReader(fieldLimit: fieldLimit, directory: directory)
        var count = 0
        for try await chunk in body {
            count += chunk.count
            guard count <= limit else { throw HTTPError(.contentTooLarge) }
            do {
                for event in try decoder.decode(chunk) { try await reader.take(event) }
            } catch let error as MultipartError {
                throw HTTPError(.badRequest, error.message)
            } catch let error as SystemError {
                throw HTTPError(HTTPStatus(507), "The file can't be stored: \(error.reason).")
            }
        }
        guard decoder.isFinished else { throw HTTPError(.badRequest, "The form ends before its last delimiter.") }
        return reader.form
    }
}

/// Puts a form together from its decoder's events.
private struct FormReader {
    let fieldLimit: Int
    let directory: String?
    var form = MultipartForm()
    private var header: PartHeader?
    private var value: [UInt8] = []
    private var file: TemporaryFile?
    private var size = 0
    private var fieldBytes = 0

    /// Data for a file gathers up to so many bytes before it is written.
    private static let writeSize = 256 * 1024

    init(fieldLimit: Int, directory: String?) {
        self.fieldLimit = fieldLimit
        self.directory = directory
    }

    mutating func take(_ event: MultipartDecoder.Event) async throws {
        switch event {
        case .began(let header):
            self.header = header
            value = []
            size = 0
            file = header.fileName == nil ? nil : try TemporaryFile(in: directory)
        case .data(let bytes):
            value += bytes
            size += bytes.count
            if file == nil {
                fieldBytes += bytes.count
                guard fieldBytes <= fieldLimit else { throw HTTPError(.contentTooLarge) }
            } else if value.count >= Self.writeSize {
                try await writeOut()
            }
        case .ended:
            guard let header else { return }
            if let file {
                try await writeOut()
                form.files.append(UploadedFile(header, size: size, file: file))
            } else {
                form.fields.append(name: header.name, value: String(decoding: value, as: UTF8.self))
            }
            self.header = nil
            file = nil
        }
    }

    private mutating func writeOut() async throws {
        guard !value.isEmpty else { return }
        try await file?.append(value)
        value.removeAll(keepingCapacity: true)
    }
}
