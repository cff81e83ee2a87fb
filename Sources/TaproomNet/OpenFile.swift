import CLinux
import Glibc

/// A file that is open for reading.
public final class OpenFile {
    private let descriptor: FileDescriptor
    /// The size in bytes.
    public let size: Int
    /// When the file was last modified, in seconds since 1970.
    public let modified: Int
    /// The nanoseconds within the second of `modified`.
    public let modifiedNanoseconds: Int
    /// Whether the file is a folder.
    public let isDirectory: Bool

    /// Takes an open descriptor; nil if it is neither a regular file nor a folder.
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

    /// Opens a regular file or a folder; nil if there is none that may be read.
    ///
    /// - Parameter path: a path, absolute or relative to the working directory.
    /// - Throws: `SystemError` if the system is out of descriptors or memory, so that the file may exist.
    public convenience init?(path: String) throws(SystemError) {
        guard !path.utf8.contains(0) else { return nil }
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else {
            let error = SystemError("open \(path)")
            if error.isLackOfResources { throw error }
            return nil
        }
        self.init(FileDescriptor(number))
    }

    /// Whether this file was modified before the other one.
    public func isOlder(than other: OpenFile) -> Bool {
        (modified, modifiedNanoseconds) < (other.modified, other.modifiedNanoseconds)
    }

    /// Appends bytes of the file from `offset` on. Returns false if the file ends before `count` bytes.
    public func read(from offset: Int, count: Int, into output: inout [UInt8]) -> Bool {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: count))
        let done = output.withUnsafeMutableBytes { bytes in
            descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]), from: offset)
        }
        output.removeLast(count - done)
        return done == count
    }

    /// Reads bytes of the file from `offset` on. Returns their number, which is smaller than the buffer at the end of
    /// the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) -> Int {
        descriptor.read(into: buffer, from: offset)
    }

    /// Sends up to `count` bytes from `offset` on to the socket, without copying them to the process.
    public func send(to socket: StreamSocket, from offset: Int, count: Int) -> StreamSocket.Sent {
        var position = off_t(offset)
        while true {
            let result = sendfile(socket.number, descriptor.number, &position, count)
            if result > 0 { return .bytes(result) }
            // The file has been truncated since its size was sent in the head.
            if result == 0 { return .failed(EIO) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .failed(errno) }
        }
    }
}

extension FileDescriptor {
    /// Reads bytes from `offset` on into the buffer. Returns their number, which is smaller than the buffer at the end
    /// of the file or after an error.
    func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) -> Int {
        var done = 0
        while done < buffer.count {
            let result = uninterrupted {
                pread(number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            }
            guard result > 0 else { break }
            done += result
        }
        return done
    }
}
