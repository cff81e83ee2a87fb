import TaproomNet

extension BlockingConnection {
    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Reads to the end of the stream; a reset counts as one.
    package func rest() -> String {
        var all: [UInt8] = []
        while let bytes = try? receive(), !bytes.isEmpty { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// Reads one response whose content has a length.
    package func response() throws -> String {
        var all: [UInt8] = []
        while true {
            let bytes = try receive()
            if bytes.isEmpty { break }
            all += bytes
            let text = String(decoding: all, as: UTF8.self)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let line = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
            if let length = line?.split(separator: " ").last.flatMap({ Int($0) }), parts[1].utf8.count >= length {
                break
            }
        }
        return String(decoding: all, as: UTF8.self)
    }
}
