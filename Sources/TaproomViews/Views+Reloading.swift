import FoundationEssentials
import Synchronization

/// The templates of a folder, which are compiled again when one of its files has changed.
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

    /// - Throws: the error in a template, until its file is corrected.
    func current() throws(TemplateError) -> Views {
        try state.withLock { state -> Result<Views, TemplateError> in
            if let views = state.views, state.stamps.allSatisfy({ $0 == FileStamp($0.path) }) { return views }
            // The stamps are taken before the files are read, so that a file saved meanwhile counts as changed.
            state.stamps = stamps()
            let views = Result { () throws(TemplateError) in try Views(directory: directory) }
            state.views = views
            return views
        }.get()
    }

    /// Returns the stamps of all files and folders. The stamp of a folder changes when a file is added or renamed.
    private func stamps() -> [FileStamp] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        return ([directory] + paths.map { directory + "/" + $0 }).map { FileStamp($0) }
    }
}

/// Attributes that change when a file is written or replaced.
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
