import CLinux
import Glibc

/// The path of a folder from which files are opened. The folder may be replaced while the server runs, for example by a
/// symbolic link to another folder.
public struct FileRoot: Sendable {
    private let path: String

    /// - Parameter path: a path relative to the current working directory, unless it begins with a slash.
    /// - Throws: `SystemError`, for example if there is no such folder.
    public init(_ path: String) throws(SystemError) {
        StandardStreams.ensureOpen()
        if path.utf8.first == 0x2f {
            self.path = path
        } else {
            guard let working = getcwd(nil, 0) else { throw SystemError("find the working directory") }
            self.path = String(cString: working) + "/" + path
            free(working)
        }
        guard FileFolder(self.path) != nil else { throw SystemError("open \(path)") }
    }

    /// Returns the folder that is at the path now; nil if there is none.
    ///
    /// - Throws: `SystemError` if the system is out of descriptors or memory.
    public func folder() throws(SystemError) -> FileFolder? {
        if let folder = FileFolder(path) { return folder }
        let error = SystemError("open \(path)")
        if error.isLackOfResources { throw error }
        return nil
    }
}

/// A folder from which files are opened. A path that leads out of it, by `..` or a symbolic link, finds nothing.
public final class FileFolder: Sendable {
    private let directory: FileDescriptor

    /// Opens a folder; nil, with errno set, if there is none.
    init?(_ path: String) {
        let number = taproom_open_folder(path)
        guard number >= 0 else { return nil }
        directory = FileDescriptor(number)
    }

    /// Opens a regular file or a folder by its relative path; nil if there is none that may be read.
    ///
    /// - Throws: `SystemError` if the system is out of descriptors or memory, so that the file may exist.
    public func open(_ path: String) throws(SystemError) -> OpenFile? {
        guard !path.utf8.contains(0) else { return nil }
        var number = taproom_open_beneath(directory.number, path.isEmpty ? "." : path)
        if number < 0, errno == EXDEV || errno == ELOOP, let inside = canonical(path) {
            number = taproom_open_beneath_unlinked(directory.number, inside)
        }
        guard number >= 0 else {
            let error = SystemError("open \(path)")
            if error.isLackOfResources { throw error }
            return nil
        }
        return OpenFile(FileDescriptor(number))
    }

    /// Returns the path with symbolic links resolved, for a path that an absolute link led out of the folder; nil if it
    /// ends outside.
    private func canonical(_ path: String) -> String? {
        guard let folder = Self.realPath("/proc/self/fd/\(directory.number)"),
            let file = Self.realPath(folder + "/" + path)
        else { return nil }
        let prefix = folder == "/" ? folder : folder + "/"
        if file.utf8.elementsEqual(folder.utf8) { return "." }
        guard file.utf8.starts(with: prefix.utf8) else { return nil }
        return String(Substring(file.utf8.dropFirst(prefix.utf8.count)))
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(validatingCString: real)
    }
}
