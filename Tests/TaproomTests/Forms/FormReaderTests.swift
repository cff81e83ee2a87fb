import TaproomHTTP
import Testing

@testable import Taproom

/// What a form takes of the memory while it comes in.
@Suite struct FormReaderTests {
    private func read(
        _ reader: inout FormReader, _ name: String, fileName: String? = nil, _ pieces: [Int]
    ) async throws -> [Int] {
        var held: [Int] = []
        try await reader.take(.began(PartHeader(name: name, fileName: fileName)))
        for count in pieces {
            try await reader.take(.data([UInt8](repeating: 0x61, count: count)))
            held.append(reader.bytesInMemory)
        }
        try await reader.take(.ended)
        return held + [reader.bytesInMemory]
    }

    @Test func aFileThatHasGoneToDiskIsNotInMemory() async throws {
        var reader = FormReader(fieldLimit: 1000, fileLimit: 10, directory: nil)
        #expect(try await read(&reader, "field", [300, 400]) == [300, 700, 700])
        #expect(try await read(&reader, "small", fileName: "a", [1000, 2000]) == [1700, 3700, 3700])
        // What waits to be written counts until it is.
        let held = try await read(&reader, "large", fileName: "b", [60_000, 60_000, 60_000, 60_000, 60_000, 10])
        #expect(held == [63_700, 123_700, 183_700, 243_700, 3700, 3710, 3700])
        #expect(try await read(&reader, "small", fileName: "c", [100]) == [3800, 3800])
    }
}
