import CLinux
import Glibc

/// An unnamed temporary file for data that is too large for memory. The system removes it with the last reference to
/// it, or with the process. Its methods block.
package final class SpoolFile: Sendable {
    private let descriptor: FileDescriptor
    private let folder: String

    /// - Parameter directory: a folder on the file system to use; nil for `TMPDIR`, or `/tmp` if that is not set.
    package init(in directory: String? = nil) throws(SystemError) {
        folder = directory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let number = taproom_open_unnamed(folder)
        guard number < 0 else {
            descriptor = FileDescriptor(number)
            return
        }
        // Some file systems don't support unnamed files. Then a named file is created and unlinked immediately.
        var template = Array("\(folder)/taproom-XXXXXX".utf8CString)
        let named = mkstemp(&template)
        guard named >= 0 else { throw SystemError("create a file in \(folder)") }
        unlink(&template)
        _ = fcntl(named, F_SETFD, FD_CLOEXEC)
        descriptor = FileDescriptor(named)
    }

    /// Writes bytes at an offset.
    package func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
        let isWritten = bytes.withUnsafeBytes { bytes in
            FileCopy.writeAll(bytes) { pwrite(descriptor.number, $0, $1, off_t(offset + $2)) }
        }
        guard isWritten else { throw SystemError("write to a file in \(folder)") }
    }

    /// Reads the bytes of a range.
    package func read(_ range: Range<Int>) throws(SystemError) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { bytes, count in
            count = descriptor.read(
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(bytes)[..<range.count]),
                from: range.lowerBound)
        }
        guard bytes.count == range.count else { throw SystemError("read from a file in \(folder)") }
        return bytes
    }

    /// Copies a range to a path. Replaces an existing file.
    package func copy(_ range: Range<Int>, to path: String) throws(SystemError) {
        try FileCopy.replace(path) { target in
            var position = off_t(range.lowerBound)
            while position < range.upperBound {
                let count = range.upperBound - Int(position)
                guard uninterrupted({ sendfile(target, descriptor.number, &position, count) }) > 0 else { return false }
            }
            return true
        }
    }

    /// Links the file at a path. Replaces an existing file.
    ///
    /// - Returns: false if the path is on another file system.
    package func name(_ path: String) throws(SystemError) -> Bool {
        let temporary = FileCopy.temporaryName(beside: path)
        guard taproom_name_file(descriptor.number, temporary) == 0 else { return false }
        guard rename(temporary, path) == 0 else {
            let error = SystemError("move a file to \(path)")
            unlink(temporary)
            throw error
        }
        return true
    }
}

/// Writes files atomically: at any time the path has either the old content or all of the new content.
package enum FileCopy {
    /// Writes bytes to a path. Replaces an existing file.
    package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
        try replace(path) { target in
            bytes.withUnsafeBytes { bytes in writeAll(bytes) { data, count, _ in Glibc.write(target, data, count) } }
        }
    }

    /// Creates a temporary file in the same folder and renames it to the path.
    ///
    /// - Parameter fill: writes the content to a descriptor; returns false, with errno set, if that fails.
    fileprivate static func replace(_ path: String, _ fill: (Int32) -> Bool) throws(SystemError) {
        let temporary = temporaryName(beside: path)
        // The process's umask removes permissions that the file should not have.
        let target = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard target >= 0 else { throw SystemError("create \(path)") }
        let isFilled = fill(target)
        let reason = errno
        // A full disk may be reported only when the file is closed.
        guard isFilled, close(target) == 0, rename(temporary, path) == 0 else {
            let error = SystemError("write \(path)", code: isFilled ? errno : reason)
            if !isFilled { close(target) }
            unlink(temporary)
            throw error
        }
    }

    fileprivate static func temporaryName(beside path: String) -> String {
        "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    /// Writes all bytes.
    ///
    /// - Parameter write: writes a number of bytes from an address, after a number of bytes already written.
    static func writeAll(
        _ bytes: UnsafeRawBufferPointer, _ write: (UnsafeRawPointer?, Int, _ done: Int) -> Int
    ) -> Bool {
        var done = 0
        while done < bytes.count {
            let result = uninterrupted { write(bytes.baseAddress.map { $0 + done }, bytes.count - done, done) }
            guard result > 0 else { return false }
            done += result
        }
        return true
    }
}
