import CLinux
import Glibc

/// Notices when any of some files has changed: by its identity, size and time of modification.
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
    /// How often in a row the files were found to be changing.
    private var changing = 0

    /// Files that change all the time are reported after so many looks.
    private static let longestChange = 3

    /// Takes the files as they are now.
    package init(_ paths: [String]) {
        self.paths = paths
        known = paths.map { Self.version($0) }
        last = known
    }

    /// Whether a file has changed since the last change was reported. Files that are still changing are reported later: a
    /// certificate and its key are seldom replaced at the same moment.
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

    /// nil if there is no such file.
    private static func version(_ path: String) -> Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            device: status.st_dev, file: status.st_ino, size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }
}
