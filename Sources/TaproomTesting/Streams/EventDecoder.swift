/// Decodes an event stream (WHATWG HTML §9.2.6).
struct EventDecoder {
    private var line: [UInt8] = []
    /// Whether the last byte was a carriage return. A line feed after it belongs to the same line end.
    private var followsReturn = false
    private var isFirstLine = true
    private var event = TestEvent(name: "", data: "")
    private var data: [String] = []

    /// Decodes bytes, and returns the events that they complete.
    mutating func decode(_ bytes: [UInt8]) -> [TestEvent] {
        var events: [TestEvent] = []
        for byte in bytes {
            let followed = followsReturn
            followsReturn = byte == 13
            switch byte {
            case 10 where followed: continue
            case 10, 13:
                if let event = takeLine() { events.append(event) }
            default: line.append(byte)
            }
        }
        return events
    }

    private mutating func takeLine() -> TestEvent? {
        var text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        if isFirstLine, text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
        isFirstLine = false
        guard !text.isEmpty else { return takeEvent() }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count == 2 ? parts[1] : ""
        if value.unicodeScalars.first == " " { value.unicodeScalars.removeFirst() }
        switch parts[0] {
        case "event": event.name = String(value)
        case "data": data.append(String(value))
        case "id" where !value.utf8.contains(0): event.id = String(value)
        case "retry" where value.utf8.allSatisfy { 0x30...0x39 ~= $0 }: event.retry = Int(value)
        default: break
        }
        return nil
    }

    private mutating func takeEvent() -> TestEvent? {
        defer {
            event = TestEvent(name: "", data: "")
            data = []
        }
        guard !data.isEmpty else { return nil }
        event.data = data.joined(separator: "\n")
        if event.name.isEmpty { event.name = "message" }
        return event
    }
}
