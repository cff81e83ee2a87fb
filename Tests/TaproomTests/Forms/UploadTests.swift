import Foundation
import TaproomTesting
import TestSupport
import Testing

@testable import Taproom

/// The files of a form.
@Suite struct UploadTests {
    private let folder: Folder
    /// A file system in memory, which differs from that of the system's temporary files.
    private static let otherFileSystem = "/dev/shm"

    init() throws {
        folder = try Folder()
    }

    private func upload(
        _ sizes: [Int], directory: String? = nil, _ body: @escaping @Sendable (MultipartForm) async throws -> Void
    ) async throws {
        let app = Application()
        app.on(.post, "/", bodyLimit: 8 * 1024 * 1024) { request in
            try await body(try await request.multipart(directory: directory))
            return "kept"
        }
        let parts = sizes.enumerated().map { number, size in
            "--X\r\nContent-Disposition: form-data; name=f\(number); filename=f\(number)\r\n\r\n"
                + String(repeating: "\(number % 10)", count: size) + "\r\n"
        }
        try await app.test(.inProcess) { client async throws in
            // The content has megabytes, and is parsed without optimization on a busy machine.
            client.timeout = .seconds(180)
            let response = try await client.post(
                "/", headers: [("Content-Type", "multipart/form-data; boundary=X")], body: parts.joined() + "--X--")
            #expect(response.text == "kept")
        }
    }

    private static func content(_ number: Int, _ size: Int) -> [UInt8] {
        [UInt8](repeating: 0x30 + UInt8(number % 10), count: size)
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private static func device(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.systemNumber] as? Int
    }

    @Test func smallFilesStayInMemoryAndLargeOnesShareOneFile() async throws {
        let sizes = [0, 65_536, 65_537, 300_000, 10, 600_000]
        try await upload(sizes) { form in
            var spools: Set<ObjectIdentifier> = []
            for (number, file) in form.files.enumerated() {
                #expect(file.size == sizes[number])
                let bytes = try await file.bytes()
                #expect(bytes == Self.content(number, sizes[number]))
                switch file.storage {
                case .memory: #expect(file.size <= 65_536)
                case .spool(let spool, _, let isAlone):
                    #expect(file.size > 65_536)
                    #expect(!isAlone)
                    spools.insert(ObjectIdentifier(spool))
                }
            }
            #expect(spools.count == 1)
        }
    }

    @Test func manySmallFilesDoNotAllStayInMemory() async throws {
        let sizes = Array(repeating: 60_000, count: 100)
        try await upload(sizes) { form in
            var inMemory = 0
            for (number, file) in form.files.enumerated() {
                let bytes = try await file.bytes()
                #expect(bytes == Self.content(number, 60_000))
                if case .memory = file.storage { inMemory += file.size }
            }
            #expect(inMemory <= 1024 * 1024)
        }
    }

    @Test func noFileIsEverLeftInTheFolder() async throws {
        let path = folder.path
        try await upload([100_000, 200_000, 5], directory: path) { form in
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(names.isEmpty)
            let bytes = try await form.files[1].bytes()
            #expect(bytes == Self.content(1, 200_000))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    }

    /// The file is in memory, alone in the spool file, or next to another. It is a new file, or replaces one.
    @Test(arguments: [[10], [100_000], [100_000, 100_000]], ["new", "replaced"])
    func aFileThatIsKeptIsThereWithTheModeOfANewFile(_ sizes: [Int], _ name: String) async throws {
        let path = folder.path
        try Data("old".utf8).write(to: folder.url.appending(path: "replaced"))
        close(open("\(path)/like-others", O_CREAT | O_WRONLY, 0o666))
        try await upload(sizes, directory: path) { form in
            for (number, file) in form.files.enumerated() {
                try await file.move(to: "\(path)/\(name)")
                let kept = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
                #expect(Array(kept) == Self.content(number, sizes[number]))
                let modes = (try Self.mode("\(path)/\(name)"), try Self.mode("\(path)/like-others"))
                #expect(modes.0 == modes.1)
                try await file.write(to: "\(path)/copy")
                let copy = try Data(contentsOf: URL(filePath: "\(path)/copy"))
                #expect(copy == kept)
            }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(Set(names) == ["copy", "like-others", "replaced", name])
    }

    @Test(.enabled(if: device(otherFileSystem) != nil && device(otherFileSystem) != device(NSTemporaryDirectory())))
    func aFileMovesToAnotherFileSystem() async throws {
        let path = folder.path
        try await upload([100_000], directory: Self.otherFileSystem) { form in
            try await form.files[0].move(to: path + "/moved")
        }
        #expect(try Array(Data(contentsOf: folder.url.appending(path: "moved"))) == Self.content(0, 100_000))
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["moved"])
    }

    @Test func whatCannotBeKeptLeavesNothingBehind() async throws {
        let path = folder.path
        try FileManager.default.createDirectory(atPath: path + "/taken", withIntermediateDirectories: false)
        try await upload([10, 100_000], directory: path) { form in
            for file in form.files {
                await #expect(throws: (any Error).self) { try await file.move(to: path + "/none/x") }
                await #expect(throws: (any Error).self) { try await file.move(to: path + "/taken") }
                await #expect(throws: (any Error).self) { try await file.write(to: path + "/taken") }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["taken"])
    }
}
