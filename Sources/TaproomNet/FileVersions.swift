import CLinux
import Glibc

/// Detects changes of files by their identity, size and time of modification.
package struct FileVersions: Sendable {
    private struct Version: Equatable, Sendable {
        let device: UInt
        let file: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    private let paths: [String]
    private var known: [Version?]
    private var last: [Version?]
    /// The number of consecutive checks at which the files were changing.
    private var changing = 0

    /// The number of checks after which files that change all the time are reported.
    private static let longestChange = 3

    /// Records the current versions of the files.
    package init(_ paths: [String]) {
        self.paths = paths
        known = paths.map { Self.version($0) }
        last = known
    }

    /// Returns whether a file has changed since the last change was reported. While the files are still changing, it
    /// returns false, because a certificate and its key are seldom replaced at the same moment.
    package mutating func haveChanged() -> Bool {
        let now = paths.map { Self.version($0) }
        defer { last = now }
        guard now != known else { return false }
        changing += 1
        guard now == last || changing > Self.longestChange else { return false }
        changing = 0
        known = now
        return true
    }

    /// Returns the version of a file; nil if there is no such file.
    private static func version(_ path: String) -> Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            device: status.st_dev, file: status.st_ino, size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
