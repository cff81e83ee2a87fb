import CLinux
import Glibc

/// A file of its own that goes with the last reference to it, unless it is moved to stay.
package final class TemporaryFile: Sendable {
    package let path: String
    private let descriptor: FileDescriptor

    /// - Parameter directory: where to make it; `TMPDIR`, or else `/tmp`, where nil.
    package init(in directory: String? = nil) throws(SystemError) {
        let folder = directory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(folder)/taproom-XXXXXX".utf8CString)
        let number = mkstemp(&template)
        guard number >= 0 else { throw SystemError("create a file in \(folder)") }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        descriptor = FileDescriptor(number)
        path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Appends bytes on a thread of its own, as a disk may be slow; as SystemError where it is full.
    package func append(_ bytes: [UInt8]) async throws {
        let number = descriptor.number
        let path = path
        try await BackgroundThread.run {
            var offset = 0
            while offset < bytes.count {
                let count = bytes.withUnsafeBytes { bytes in
                    write(number, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SystemError("write to \(path)") }
                offset += count
            }
        }
    }

    /// Gives it a name by which it stays; on the same file system only.
    package func move(to destination: String) throws(SystemError) {
        guard rename(path, destination) == 0 else { throw SystemError("move \(path) to \(destination)") }
    }

    deinit {
        // One that was moved is not here any more.
        unlink(path)
    }
}
