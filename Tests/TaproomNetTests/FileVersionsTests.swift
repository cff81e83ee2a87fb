import TestSupport
import Testing

@testable import TaproomNet

/// The detection of changed files.
@Suite struct FileVersionsTests {
    @Test func aChangeIsReportedOnceWhenItIsOver() throws {
        let folder = try Folder()
        try folder.write("a", "1")
        var files = FileVersions([folder.path + "/a", folder.path + "/b"])
        var reports = [files.haveChanged()]
        try folder.write("a", "22")
        // The other file may change soon, too.
        reports.append(files.haveChanged())
        try folder.write("b", "1")
        reports += (0..<3).map { _ in files.haveChanged() }
        #expect(reports == [false, false, false, true, false])
    }

    @Test func filesThatChangeAllTheTimeAreReported() throws {
        let folder = try Folder()
        var files = FileVersions([folder.path + "/a"])
        let reports = try (1...12).map { count in
            try folder.write("a", String(repeating: "x", count: count))
            return files.haveChanged()
        }
        #expect(reports.count { $0 } == 3)
    }
}
