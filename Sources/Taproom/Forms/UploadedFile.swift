import TaproomHTTP
import TaproomNet

/// A file that came with a form. A small one is in memory, a large one on disk, where it has no name and goes with the
/// last reference to the form's files.
public final class UploadedFile: Sendable {
    /// Where the content is.
    enum Storage: Sendable {
        case memory([UInt8])
        /// A part of a file that the form's files share; `isAlone` where there is nothing else in it.
        case spool(SpoolFile, Range<Int>, isAlone: Bool)
    }

    /// The field's name.
    public let name: String
    /// What the sender calls the file: the last part of it, without folders. Not to be trusted as a path.
    public let fileName: String
    /// What the sender says it is; nil where it says nothing.
    public let contentType: String?
    /// Bytes.
    public let size: Int
    let storage: Storage

    init(_ header: PartHeader, size: Int, storage: Storage) {
        name = header.name
        fileName = Self.lastPart(header.fileName ?? "")
        contentType = header.contentType
        self.size = size
        self.storage = storage
    }

    /// By bytes: a slash and the combining character behind it are one `Character`, which is no slash.
    private static func lastPart(_ path: String) -> String {
        let bytes = path.utf8.split { $0 == 0x2f || $0 == 0x5c }.last?.filter { $0 != 0 } ?? []
        let last = String(decoding: bytes, as: UTF8.self)
        return last == ".." || last == "." ? "" : last
    }

    /// The content.
    ///
    /// - Throws: `SystemError`.
    public func bytes() async throws -> [UInt8] {
        switch storage {
        case .memory(let bytes): return bytes
        case .spool(let spool, let range, _): return try await BackgroundThread.run { try spool.read(range) }
        }
    }

    /// Copies the content to a path. A file that is there already is replaced, all at once; who may read the new one is
    /// decided by the process's umask.
    ///
    /// - Throws: `SystemError`; then the path is as it was.
    public func write(to path: String) async throws {
        let storage = storage
        try await BackgroundThread.run {
            switch storage {
            case .memory(let bytes): try FileCopy.write(bytes, to: path)
            case .spool(let spool, let range, _): try spool.copy(range, to: path)
            }
        }
    }

    /// Keeps the file under a path, as `write(to:)` does, but without a copy where it is the only large one of its form
    /// and the path is on the same file system.
    ///
    /// - Throws: `SystemError`; then the path is as it was.
    public func move(to path: String) async throws {
        if case .spool(let spool, _, isAlone: true) = storage,
            try await BackgroundThread.run({ try spool.name(path) })
        {
            return
        }
        try await write(to: path)
    }
}
