import Foundation

/// A picture of a page in Documentation/Pictures. It is taken only if the environment variable TAKE_PICTURES is set.
/// The test checks its contents.
public enum Picture {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Documentation/Pictures").standardizedFileURL

    /// Writes a screenshot of the browser to `name`.png, if pictures are taken.
    public static func take(_ name: String, of browser: WebBrowser) async throws {
        guard ProcessInfo.processInfo.environment["TAKE_PICTURES"] != nil else { return }
        try await browser.screenshot().write(to: folder.appending(path: name + ".png"))
    }
}
