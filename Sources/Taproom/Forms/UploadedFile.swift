import TaproomHTTP
import TaproomNet

/// A file that was sent with a form. A small file is in memory. A large one is on disk without a name, and is removed
/// with the last reference to the form's files.
public final class UploadedFile: Sendable {
    /// The location of the content.
    enum Storage: Sendable {
        case memory([UInt8])
        /// A range of a file that the form's large files share. `isAlone` says that it holds nothing else.
        case spool(SpoolFile, Range<Int>, isAlone: Bool)
    }

    /// The name of the form field.
    public let name: String
    /// The file name that the sender states, without folders. Do not trust it as a path.
    public let fileName: String
    /// The media type that the sender states; nil for none.
    public let contentType: String?
    /// The size in bytes.
    public let size: Int
    let storage: Storage

    init(_ header: PartHeader, size: Int, storage: Storage) {
        name = header.name
        fileName = Self.lastPart(header.fileName ?? "")
        contentType = header.contentType
        self.size = size
        self.storage = storage
    }

    /// Returns the last component of a path. It compares bytes, because a slash followed by a combining character is a
    /// `Character` that differs from a slash.
    private static func lastPart(_ path: String) -> String {
        let bytes = path.utf8.split { $0 == 0x2f || $0 == 0x5c }.last?.filter { $0 != 0 } ?? []
        let last = String(decoding: bytes, as: UTF8.self)
        return last == ".." || last == "." ? "" : last
    }

    /// Returns the content.
    ///
    /// - Throws: `SystemError` if the file can't be read.
    public func bytes() async throws -> [UInt8] {
        switch storage {
        case .memory(let bytes): return bytes
        case .spool(let spool, let range, _): return try await BackgroundThread.run { try spool.read(range) }
        }
    }

    /// Copies the content to a path. An existing file is replaced atomically. The permissions of the new file follow
    /// from the process's umask.
    ///
    /// - Throws: `SystemError`. Then the path is unchanged.
    public func write(to path: String) async throws {
        let storage = storage
        try await BackgroundThread.run {
            switch storage {
            case .memory(let bytes): try FileCopy.write(bytes, to: path)
            case .spool(let spool, let range, _): try spool.copy(range, to: path)
            }
        }
    }

    /// Moves the file to a path, as `write(to:)` does, but without a copy if it is the form's only large file and the
    /// path is on the same file system.
    ///
    /// - Throws: `SystemError`. Then the path is unchanged.
    public func move(to path: String) async throws {
        if case .spool(let spool, _, isAlone: true) = storage,
            try await BackgroundThread.run({ try spool.name(path) })
        {
            return
        }
        try await write(to: path)
    }
}
