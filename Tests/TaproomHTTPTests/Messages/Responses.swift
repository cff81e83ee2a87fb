import TaproomTesting

/// Takes a run of responses apart, each of which says its length.
enum Responses {
    /// nil where the bytes are not whole responses; interim responses are left out.
    static func parse(_ bytes: [UInt8], isHead: Bool = false) -> [TestResponse]? {
        var responses: [TestResponse] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.indices.dropLast(3).first(where: { rest[$0...].starts(with: [13, 10, 13, 10]) }) else {
                return nil
            }
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
            guard words.count == 3, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
            rest = rest[(end + 4)...]
            if status == 100 { continue }
            let fields = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (name: String(parts[0]), value: parts.count == 2 ? String(parts[1].dropFirst()) : "")
            }
            let head = TestResponse(status: status, headers: fields, body: [])
            let length = isHead || status == 204 ? 0 : head["content-length"].flatMap { Int($0) } ?? 0
            guard rest.count >= length else { return nil }
            responses.append(TestResponse(status: status, headers: fields, body: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return responses
    }
}
