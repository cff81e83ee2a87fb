@testable import TaproomHTTP

extension FuzzTarget {
    /// A head does not depend on the pieces in which it arrives, and an accepted head has only one meaning.
    static let request = FuzzTarget(name: "request") { input in
        let (bytes, cut) = input.withCut()
        let whole = read(bytes, cuts: [])
        require(read(bytes, cuts: [cut]) == whole, "a head cut at \(cut) is the same head")
        if bytes.count <= 256 { require(read(bytes, cuts: bytes.indices) == whole, "so it is in single bytes") }
        if case .done(let length) = whole.outcome {
            check(whole, bytes, length)
            checkRepeated(whole, bytes)
        }
    }

    /// Checks that a connection that repeats a header section, even with another request line, parses it like the first
    /// time.
    private static func checkRepeated(_ whole: Result, _ bytes: [UInt8]) {
        let line = bytes.firstIndex { $0 != 13 && $0 != 10 } ?? 0
        guard let end = bytes[line...].firstIndex(of: 10) else { return }
        let other = Array("GET /other HTTP/1.1".utf8) + bytes[(end - 1)...]
        let otherResult = read(other, cuts: [])
        var parser = RequestParser()
        var head = RequestHead()
        for _ in 0..<3 {
            require(result(parser.parse(bytes.span, into: &head), head, bytes) == whole, "a head repeated is the same")
            parser.reset()
            guard case .done = otherResult.outcome else { continue }
            require(
                result(parser.parse(other.span, into: &head), head, other) == otherResult,
                "so it is under another request line")
            parser.reset()
        }
    }

    private struct Result: Equatable {
        var outcome: RequestParser.Outcome
        var texts: [String] = []
        var fields: [FieldSlice] = []
        var framing = BodyFraming.none
        var flags: [Bool] = []
    }

    private static func read(_ bytes: [UInt8], cuts: some Sequence<Int>) -> Result {
        var parser = RequestParser()
        var head = RequestHead()
        for cut in cuts {
            let outcome = parser.parse(bytes.span.extracting(0..<cut), into: &head)
            if outcome != .needMore { return result(outcome, head, bytes) }
        }
        return result(parser.parse(bytes.span, into: &head), head, bytes)
    }

    private static func result(_ outcome: RequestParser.Outcome, _ head: RequestHead, _ bytes: [UInt8]) -> Result {
        guard case .done = outcome else { return Result(outcome: outcome) }
        let ranges = [head.target, head.path, head.query, head.authority]
        let texts = ranges.map { String(decoding: bytes[$0.offset(by: 0)], as: UTF8.self) }
        return Result(
            outcome: outcome, texts: texts + [head.method.name], fields: head.fields, framing: head.framing,
            flags: [head.keepAlive, head.expectsContinue, head.pathIsEncoded, head.minorVersion == 1])
    }

    private static func check(_ result: Result, _ bytes: [UInt8], _ length: Int) {
        require(length <= bytes.count, "a head ends within the bytes")
        require(bytes[..<length].suffix(4).elementsEqual([13, 10, 13, 10]), "a head ends with an empty line")
        let names = result.fields.map { String(decoding: bytes[$0.name.offset(by: 0)], as: UTF8.self).lowercased() }
        let lengths = names.filter { $0 == "content-length" }.count
        let codings = names.filter { $0 == "transfer-encoding" }.count
        require(lengths == 0 || codings == 0, "a length and a coding do not go together")
        require(codings == 0 || result.framing == .chunked, "a coding that is accepted is chunked")
        require(codings > 0 || result.framing != .chunked, "chunked is what the head says")
        require(names.filter { $0 == "host" }.count <= 1, "there is one Host at most")
        require(names.count <= 100, "there is a bounded number of fields")
        for field in result.fields {
            let value = bytes[field.value.offset(by: 0)]
            require(!value.contains { $0 == 0 || $0 == 10 || $0 == 13 }, "a value is one line")
            require(bytes[Int(field.name.upper)] == 0x3a, "a colon follows a name")
        }
    }
}
