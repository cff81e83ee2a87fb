import Foundation

/// A picture of a page in Documentation/Pictures. It is taken only where the environment variable TAKE_PICTURES is set: what
/// it shows is for the test to check.
public enum Picture {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Documentation/Pictures").standardizedFileURL

    /// Writes what the browser shows into `name`.png, where pictures are to be taken.
    public static func take(_ name: String, of browser: WebBrowser) async throws {
        guard ProcessInfo.processInfo.environment["TAKE_PICTURES"] != nil else { return }
        try await browser.screenshot().write(to: folder.appending(path: name + ".png"))
    }
}
