#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Views {
    /// Whether the environment variable `APP_ENV` is `production`.
    static var isProduction: Bool { ProcessInfo.processInfo.environment["APP_ENV"] == "production" }

    private static let fileExtension = ".mustache"

    /// Compiles the `.mustache` files of a folder and its subfolders. A template's name is its path in the folder
    /// without the extension, such as `index` or `partials/nav`.
    public init(directory: String) throws(TemplateError) {
        var sources: [Source] = []
        for path in try Self.files(in: directory) where path.hasSuffix(Self.fileExtension) {
            let file = directory.hasSuffix("/") ? directory + path : directory + "/" + path
            guard let content = FileManager.default.contents(atPath: file) else {
                throw Self.unreadable(file, "the file could not be opened")
            }
            let name = String(path.dropLast(Self.fileExtension.count))
            sources.append(Source(name: name, file: file, bytes: Array(content)))
        }
        try self.init(sources: sources)
    }

    static func files(in directory: String) throws(TemplateError) -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: directory)
        } catch {
            throw unreadable(directory, "the folder could not be listed")
        }
    }

    private static func unreadable(_ file: String, _ reason: String) -> TemplateError {
        TemplateError(kind: .unreadable(reason: reason), template: file, line: 0, column: 0, tag: "")
    }
}
