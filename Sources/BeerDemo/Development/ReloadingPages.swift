import FoundationEssentials
import Glibc
import Synchronization
import TaproomViews

/// The pages as the folder's files are now: compiled anew when one of them has changed.
final class ReloadingPages: Sendable {
    private struct State {
        var stamps: [FileStamp] = []
        var pages: Result<Pages, TemplateError>?
    }

    private let directory: String
    private let state = Mutex(State())

    init(directory: String) {
        self.directory = directory
    }

    /// - Throws: what is wrong with a template, until its file is mended.
    func current() throws(TemplateError) -> Pages {
        try state.withLock { state -> Result<Pages, TemplateError> in
            if let pages = state.pages, state.stamps.allSatisfy({ $0 == FileStamp($0.path) }) { return pages }
            // Looked at first: what is saved while it is being read is found to have changed.
            state.stamps = stamps()
            let pages = Result { () throws(TemplateError) in try Pages(directory: directory) }
            state.pages = pages
            return pages
        }.get()
    }

    /// Those of all files and of the folders, whose own change when a file is added or renamed.
    private func stamps() -> [FileStamp] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        return ([directory] + paths.map { directory + "/" + $0 }).map { FileStamp($0) }
    }
}

/// What changes when a file is written or replaced.
private struct FileStamp: Equatable {
    let path: String
    private var file: UInt64 = 0
    private var size = 0
    private var seconds = 0
    private var nanoseconds = 0

    init(_ path: String) {
        self.path = path
        var facts = stat()
        guard stat(path, &facts) == 0 else { return }
        file = UInt64(facts.st_ino)
        size = Int(facts.st_size)
        seconds = facts.st_mtim.tv_sec
        nanoseconds = facts.st_mtim.tv_nsec
    }
}
