import Foundation
import Logging
import TaproomNet
import Testing

@testable import Taproom

/// The lines of the framework's log handler.
@Suite(.timeLimit(.minutes(1))) struct TaproomLogHandlerTests {
    /// Returns the lines that a handler with a format writes.
    private func lines(
        _ format: TaproomLogHandler.Format, provider: Logger.MetadataProvider? = nil, _ body: (Logger) -> Void
    ) async throws -> [Substring] {
        let pipe = Pipe()
        let writer = LogWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let logger = Logger(label: "test") { label in
            TaproomLogHandler(label: label, format: format, metadataProvider: provider, writer: writer)
        }
        body(logger)
        writer.close()
        try pipe.fileHandleForWriting.close()
        return try await BackgroundThread.run {
            String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split(separator: "\n")
        }
    }

    /// Returns the line without the time at its start.
    private func afterTime(_ line: Substring?) -> Substring? {
        line?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (.*)/)?.1
    }

    @Test func aLineOfTextHasTimeLevelLabelMessageAndSortedMetadata() async throws {
        let lines = try await lines(.text) { logger in
            logger.error("handler failed", metadata: ["path": "/x", "method": "GET", "error": "no \"such\" file"])
            logger.debug("not at this level")
        }
        #expect(lines.count == 1)
        #expect(
            afterTime(lines.first)
                == #"error test: handler failed error="no \"such\" file" method=GET path=/x"#)
    }

    @Test func aLineOfJSONIsAnObject() async throws {
        let lines = try await lines(.json) { logger in
            logger.warning("so \"so\"", metadata: ["list": ["a", "b"], "level": "mine", "é": "\\"])
        }
        let object = try JSONSerialization.jsonObject(with: Data(try #require(lines.first).utf8)) as? [String: String]
        #expect(object?["time"]?.wholeMatch(of: /.*T.*Z/) != nil)
        #expect(object?["level"] == "warning")
        #expect(object?["logger"] == "test")
        #expect(object?["message"] == "so \"so\"")
        #expect(object?["list"] == #"["a", "b"]"#)
        #expect(object?["_level"] == "mine", "no two members have the same name")
        #expect(object?["é"] == "\\")
    }

    @Test func metadataComesFromHandlerProviderAndCall() async throws {
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider", "c": "provider"] }
        let lines = try await lines(.text, provider: provider) { logger in
            var logger = logger
            logger[metadataKey: "a"] = "handler"
            logger[metadataKey: "d"] = "handler"
            logger.notice("x", metadata: ["b": "call"])
        }
        #expect(afterTime(lines.first) == "notice test: x a=provider b=call c=provider d=handler")
    }

    /// Text from a client, such as the path `/x%0aforged%1b[31m`, is shown as it is.
    @Test(arguments: [TaproomLogHandler.Format.text, .json])
    func controlCharactersAreEscaped(_ format: TaproomLogHandler.Format) async throws {
        let evil = "/x\nforged\u{1b}[31m\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{202e}"
        let lines = try await lines(format) { logger in
            logger.error("failed \(evil)", metadata: ["path": "\(evil)", "\(evil)": "x"])
        }
        let escaped = #"/x\u000aforged\u001b[31m\u007f\u0085\u009b\u2028\u2029\u202e"#
        #expect(lines.count == 1)
        let line = String(try #require(lines.first))
        #expect(line.components(separatedBy: escaped).count == 4, "\(line)")
        guard format == .json else { return }
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object?["path"] == evil)
    }

    /// swift-log's default handler, which is used if none was bootstrapped, waits for the reader of standard error.
    @Test func theFrameworksLoggersNeverWaitForTheirReader() {
        #expect(Application().logger.handler is TaproomLogHandler)
        #expect(Logger.framework("x").handler is TaproomLogHandler)
        let given = Logger(label: "mine") { _ in SwiftLogNoOpLogHandler() }
        #expect(Application(logger: given).logger.handler is SwiftLogNoOpLogHandler)
    }
}
