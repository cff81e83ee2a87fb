import Glibc
import TestSupport
import Testing

@testable import TaproomNet

/// Reads from files.
@Suite struct OpenFileTests {
    @Test func aFileThatHasBecomeShorterIsNotReadWhole() throws {
        let folder = try Folder()
        try folder.write("a.txt", "0123456789")
        let file = try #require(try FileRoot(folder.path).folder()?.open("a.txt"))
        #expect(file.size == 10)
        var bytes = Array("x".utf8)
        #expect(file.read(from: 2, count: 8, into: &bytes))
        #expect(bytes == Array("x23456789".utf8))
        #expect(truncate(folder.path + "/a.txt", 4) == 0)
        #expect(!file.read(from: 2, count: 8, into: &bytes))
        #expect(bytes == Array("x2345678923".utf8))
    }
}
