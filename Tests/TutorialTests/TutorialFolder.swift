import Foundation

/// The files of a step of the tutorial, arranged as its program expects them.
final class TutorialFolder {
    private let url: URL
    var path: String { url.path }

    /// - Parameter views: a folder of Tests/TutorialTests/Views.
    init(views: String) throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        url = FileManager.default.temporaryDirectory.appending(path: "taproom-tutorial-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: here.appending(path: "Public"), to: url.appending(path: "Public"))
        try FileManager.default.copyItem(
            at: here.appending(path: "Views").appending(path: views), to: url.appending(path: "Views"))
    }

    /// A folder for a browser's profile.
    var profile: URL { url.appending(path: "profile") }

    deinit { try? FileManager.default.removeItem(at: url) }
}
