import CLinux
import Glibc

/// A folder below which files are opened, and never outside of it: `..` and symbolic links that lead out find
/// nothing.
public final class FileRoot: Sendable {
    private let directory: FileDescriptor

    /// - Throws: `SystemError`, as where there is no such folder.
    public init(_ path: String) throws(SystemError) {
        StandardStreams.ensureOpen()
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw SystemError("open \(path)") }
        directory = FileDescriptor(number)
    }

    /// A regular file or a folder by its path from here, or nil where there is none that may be read.
    public func open(_ path: String) -> OpenFile? {
        guard !path.utf8.contains(0) else { return nil }
        let number = taproom_open_beneath(directory.number, path.isEmpty ? "." : path)
        guard number >= 0 else { return nil }
        return OpenFile(FileDescriptor(number))
    }
}

/// A file that is open for reading.
public final class OpenFile {
    private let descriptor: FileDescriptor
    /// Bytes.
    public let size: Int
    /// Seconds since 1970.
    public let modified: Int
    /// Nanoseconds of the second of `modified`.
    public let modifiedNanoseconds: Int
    public let isDirectory: Bool

    /// nil for what is neither a regular file nor a folder.
    init?(_ descriptor: FileDescriptor) {
        var status = stat()
        guard fstat(descriptor.number, &status) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { return nil }
        self.descriptor = descriptor
        size = Int(status.st_size)
        modified = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
        isDirectory = kind == S_IFDIR
    }

    /// Appends bytes from `offset` on; false where the file ends before `count` of them.
    public func read(from offset: Int, count: Int, into output: inout [UInt8]) -> Bool {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: count))
        var done = 0
        while done < count {
            let result = output.withUnsafeMutableBytes { bytes in
                pread(
                    descriptor.number, bytes.baseAddress.map { $0 + start + done }, count - done, off_t(offset + done))
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { break }
            done += result
        }
        output.removeLast(count - done)
        return done == count
    }

    /// Lets the kernel copy up to `count` bytes from `offset` on to the socket.
    public func send(to socket: StreamSocket, from offset: Int, count: Int) -> StreamSocket.Sent {
        var position = off_t(offset)
        while true {
            let result = sendfile(socket.number, descriptor.number, &position, count)
            if result > 0 { return .bytes(result) }
            // The file has become shorter than it was when the head was sent.
            if result == 0 { return .failed(EIO) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .failed(errno) }
        }
    }
}
