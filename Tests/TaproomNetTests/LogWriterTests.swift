import Foundation
import Glibc
import Synchronization
import Testing

@testable import TaproomNet

/// The queue of a log's descriptor.
@Suite(.timeLimit(.minutes(1))) struct LogWriterTests {
    private static let line = Array(("a line of thirty-one characters" + "\n").utf8)

    /// A thread that reads a pipe until its other end is closed. The tests wait for it on threads of their own, because
    /// the concurrent pool has few.
    private final class Reader: Sendable {
        private let data = Mutex(Data())
        private let end = DispatchSemaphore(value: 0)

        init(_ pipe: Pipe) {
            BackgroundThread.run { [self] in
                let all = pipe.fileHandleForReading.readDataToEndOfFile()
                data.withLock { $0 = all }
                end.signal()
            }
        }

        func lines() -> [Substring] {
            end.wait()
            return data.withLock { String(decoding: $0, as: UTF8.self) }.split(separator: "\n")
        }
    }

    @Test(arguments: [LogWriter.Format.text, .json])
    func whatAStalledReaderMissesIsCounted(_ format: LogWriter.Format) async throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor, limit: 16 * 1024)
        let count = 30_000
        for number in 0..<count { writer.write(line: "\(number)", format: format) }
        let lines = try await BackgroundThread.run {
            let reader = Reader(pipe)
            #expect(writer.flush(within: .seconds(50)))
            writer.write(line: "\(count)", format: format)
            writer.close()
            try pipe.fileHandleForWriting.close()
            return reader.lines()
        }
        var next = 0
        var notes = 0
        for line in lines {
            if let dropped = try Self.dropped(line, format) {
                next += dropped
                notes += 1
            } else {
                try #require(Int(line) == next)
                next += 1
            }
        }
        #expect(next == count + 1)
        #expect(notes > 0)
    }

    /// This holds even if there is room, because the note takes the place of the first dropped line.
    @Test func whatFollowsADroppedLineIsDroppedToo() async throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor, limit: 100_000)
        let lines = try await BackgroundThread.run {
            // The line is longer than the pipe's capacity, so the thread is writing it once there is something to read.
            writer.write(line: String(repeating: "a", count: 90_000))
            var readable = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&readable, 1, 30_000) == 1)
            writer.write(line: String(repeating: "b", count: 20_000))
            writer.write(line: "c")
            let reader = Reader(pipe)
            #expect(writer.flush(within: .seconds(50)))
            writer.write(line: "d")
            writer.close()
            try pipe.fileHandleForWriting.close()
            return reader.lines()
        }
        #expect(lines.map { $0.prefix(3) } == ["aaa", "2 l", "d"])
    }

    /// Returns the number of dropped lines that a line reports; nil if it reports none.
    private static func dropped(_ line: Substring, _ format: LogWriter.Format) throws -> Int? {
        switch format {
        case .text:
            guard line.hasSuffix("in time") else { return nil }
            return line.wholeMatch(of: /(\d+) lines of this log were dropped, as they could not be written in time/)
                .flatMap { Int($0.1) }
        case .json:
            guard line.hasPrefix("{") else { return nil }
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return try #require(object?["lines"] as? Int)
        }
    }

    @Test func aDescriptorThatDoesNotBlockIsWaitedFor() async throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let writer = LogWriter(descriptor: descriptor)
        let count = 30_000
        for _ in 0..<count { writer.write(Self.line) }
        let lines = try await BackgroundThread.run {
            let reader = Reader(pipe)
            writer.close()
            try pipe.fileHandleForWriting.close()
            return reader.lines()
        }
        #expect(lines.count == count)
    }

    @Test func linesOfManyThreadsStayWhole() async throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let reader = Reader(pipe)
        await withTaskGroup(of: Void.self) { group in
            for name in ["a", "b", "c", "d"] {
                group.addTask { for number in 0..<1000 { writer.write(line: "\(name) \(number)") } }
            }
        }
        let lines = try await BackgroundThread.run {
            writer.close()
            try pipe.fileHandleForWriting.close()
            return reader.lines()
        }
        for name in ["a", "b", "c", "d"] {
            #expect(lines.filter { $0.hasPrefix(name) } == (0..<1000).map { "\(name) \($0)"[...] })
        }
        #expect(lines.count == 4000)
    }

    @Test func aReaderThatHasGoneIsNotWaitedFor() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        for _ in 0..<1000 { writer.write(Self.line) }
        #expect(writer.flush(within: .seconds(30)))
        writer.close()
    }

    @Test func aDiskThatIsFullIsNotWaitedFor() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let writer = LogWriter(descriptor: full.fileDescriptor)
        for _ in 0..<1000 { writer.write(Self.line) }
        #expect(writer.flush(within: .seconds(30)))
        writer.close()
    }

    @Test func linesThatCouldNotBeWrittenAreTold() throws {
        let folder = FileManager.default.temporaryDirectory.path()
        var template = Array("\(folder)/log-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        defer { close(descriptor) }
        unlink(template)
        let writer = LogWriter(descriptor: descriptor)
        // A descriptor that is open only for reading simulates a disk that is full for a while.
        let file = open("/proc/self/fd/\(descriptor)", O_RDWR)
        defer { close(file) }
        let readOnly = open("/dev/null", O_RDONLY)
        dup2(readOnly, descriptor)
        close(readOnly)
        for _ in 0..<3 { writer.write(Self.line) }
        #expect(writer.flush(within: .seconds(30)))
        dup2(file, descriptor)
        writer.write(line: "after")
        writer.close()
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = pread(file, &bytes, bytes.count, 0)
        #expect(
            String(decoding: bytes.prefix(count), as: UTF8.self)
                == "3 lines of this log were dropped, as they could not be written in time\nafter\n")
    }

    @Test func aFlushGivesUpOnAStalledReader() throws {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        for _ in 0..<10_000 { writer.write(Self.line) }
        #expect(!writer.flush(within: .milliseconds(10)))
        try pipe.fileHandleForReading.close()
        writer.close()
    }
}
