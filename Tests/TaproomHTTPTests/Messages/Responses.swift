import TaproomTesting

/// Parses a run of responses that state their lengths.
enum Responses {
    /// Returns the responses without the interim ones; nil if the bytes are not complete responses.
    static func parse(_ bytes: [UInt8], isHead: Bool = false) -> [TestResponse]? {
        var responses: [TestResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.indices.dropLast(3).first(where: { rest[$0...].starts(with: [13, 10, 13, 10]) }) else {
                return nil
            }
            guard let head = ResponseHead(rest[..<end]) else { return nil }
            rest = rest[(end + 4)...]
            if head.status == .continue { continue }
            let length = isHead || head.status == .noContent ? 0 : head["content-length"].flatMap { Int($0) } ?? 0
            guard rest.count >= length else { return nil }
            responses.append(TestResponse(head, body: Array(rest.prefix(length)), request: "one of a pipeline"))
            rest = rest.dropFirst(length)
        }
        return responses
    }
}
