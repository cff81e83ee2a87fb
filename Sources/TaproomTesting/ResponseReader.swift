/// Takes a response apart that was received whole; enough of HTTP/1.1 for tests.
package enum ResponseReader {
    /// nil where the bytes are no whole response.
    package static func parse(_ bytes: [UInt8], isHead: Bool) -> TestResponse? {
        var rest = bytes[...]
        while true {
            guard let end = headEnd(rest) else { return nil }
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
            guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else { return nil }
            rest = rest[(end + 4)...]
            if status == 100 { continue }
            let headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let value = parts.count == 2 ? parts[1] : ""
                return (name: String(parts[0]), value: String(value.drop { $0 == " " }))
            }
            let response = TestResponse(status: status, headers: headers, body: [])
            guard let body = body(rest, of: response, isHead: isHead) else { return nil }
            return TestResponse(status: status, headers: headers, body: body)
        }
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.indices.dropLast(3).first { Array(bytes[$0..<($0 + 4)]) == [13, 10, 13, 10] }
    }

    private static func body(_ rest: ArraySlice<UInt8>, of response: TestResponse, isHead: Bool) -> [UInt8]? {
        if isHead || response.status == 204 || response.status == 304 { return rest.isEmpty ? [] : nil }
        if response["transfer-encoding"] == "chunked" { return unchunk(rest) }
        guard let length = response["content-length"] else { return Array(rest) }
        return Int(length) == rest.count ? Array(rest) : nil
    }

    private static func unchunk(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = bytes
        var body: [UInt8] = []
        while let lineEnd = rest.indices.dropLast().first(where: { rest[$0] == 13 && rest[$0 + 1] == 10 }) {
            guard let size = Int(String(decoding: rest[..<lineEnd], as: UTF8.self), radix: 16) else { return nil }
            rest = rest[(lineEnd + 2)...]
            guard rest.count >= size + 2 else { return nil }
            if size == 0 { return body }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return nil
    }
}
