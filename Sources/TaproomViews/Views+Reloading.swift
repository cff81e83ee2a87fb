import FoundationEssentials
import Synchronization

/// The templates of a folder as its files are now: compiled anew when one of them has changed.
final class ReloadingTemplates: Sendable {
    private struct State {
        var stamps: [FileStamp] = []
        var views: Result<Views, TemplateError>?
    }

    private let directory: String
    private let state = Mutex(State())

    init(directory: String) {
        self.directory = directory
    }

    /// - Throws: what is wrong with a template, until its file is mended.
    func current() throws(TemplateError) -> Views {
        try state.withLock { state -> Result<Views, TemplateError> in
            if let views = state.views, state.stamps.allSatisfy({ $0 == FileStamp($0.path) }) { return views }
            // Taken first: a file that is saved while it is read is found to have changed.
            state.stamps = stamps()
            let views = Result { () throws(TemplateError) in try Views(directory: directory) }
            state.views = views
            return views
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
    private let file: UInt64?
    private let size: UInt64?
    private let modified: Date?

    init(_ path: String) {
        self.path = path
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        file = facts?[.systemFileNumber] as? UInt64
        size = facts?[.size] as? UInt64
        modified = facts?[.modificationDate] as? Date
    }
}
