import TaproomTesting
import Testing

/// The bytes that count as a complete response.
@Suite struct ResponseReaderTests {
    private func body(_ text: String, isHead: Bool = false) -> String? {
        ResponseReader.parse(Array(text.utf8), isHead: isHead)?.text
    }

    @Test func aWholeResponseIsRead() {
        #expect(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") == "hello")
        #expect(
            body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n") == "hello")
        #expect(body("HTTP/1.1 200 OK\r\n\r\nhello") == "hello")
        #expect(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", isHead: true) == "")
        #expect(body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n") == "")
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "HTTP/1.1 204 No Content\r\n\r\nhello",
    ])
    func whatIsCutShortOrTooLongIsNone(_ text: String) {
        #expect(body(text) == nil)
    }
}
