import Foundation
import TaproomHTTP
import Testing

/// Heads of responses, whose lines no text can break.
@Suite struct ResponseHeadTests {
    private func head(
        _ status: HTTPStatus = .ok, contentType: String? = nil, _ fields: HeaderFields = HeaderFields(),
        framing: ResponseSerializer.Framing = .length(0), connection: String? = nil
    ) -> String {
        var serializer = ResponseSerializer()
        serializer.setTime(secondsSinceEpoch: 784_111_777)
        var output: [UInt8] = []
        var fields = fields
        if let contentType { fields.contentType = contentType }
        serializer.append(
            status: status, fields: fields, framing: framing, connection: connection,
            to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func theUsualHead() {
        #expect(
            head(contentType: "text/plain", framing: .length(12))
                == "HTTP/1.1 200 OK\r\n\(date)Content-Type: text/plain\r\nContent-Length: 12\r\n\r\n")
        #expect(head(.notFound) == "HTTP/1.1 404 Not Found\r\n\(date)Content-Length: 0\r\n\r\n")
        #expect(head(.noContent, framing: .none) == "HTTP/1.1 204 No Content\r\n\(date)\r\n")
        #expect(head(framing: .chunked) == "HTTP/1.1 200 OK\r\n\(date)Transfer-Encoding: chunked\r\n\r\n")
        #expect(head(framing: .close, connection: "close") == "HTTP/1.1 200 OK\r\n\(date)Connection: close\r\n\r\n")
    }

    @Test func aSecondLaterTheDateIsAnother() {
        var serializer = ResponseSerializer()
        for second in [0, 0, 1] {
            var output: [UInt8] = []
            var fields = HeaderFields()
            fields.contentType = "a/b"
            serializer.setTime(secondsSinceEpoch: second)
            serializer.append(
                status: .ok, fields: fields, framing: .length(1), connection: nil,
                to: &output)
            #expect(String(decoding: output, as: UTF8.self).contains("00:00:0\(second) GMT"))
        }
    }

    @Test func framingIsTheServersAlone() {
        var fields = HeaderFields()
        for name: FieldName in ["Content-Length", "transfer-encoding", "CONNECTION", "Date"] { fields[name] = "x" }
        fields.append(EncodedHeaders(["Content-Length": "5", "X-A": "b"]))
        #expect(head(.ok, fields) == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 0\r\nX-A: b\r\n\r\n")
    }

    @Test func allWaysOfSettingContentTypeSetOne() {
        var fields = HeaderFields()
        fields.contentType = "a/b"
        fields["content-type"] = "text/plain"
        #expect(fields.contentType == "text/plain")
        fields.append("Content-Type", "text/html")
        #expect(fields.values("CONTENT-TYPE") == ["text/html"])
        #expect(fields["Content-Type"] == "text/html")
        fields["X"] = "y"
        #expect(fields.map(\.name) == ["Content-Type", "X"])
        fields.append(EncodedHeaders(["A": "b", "content-type": "text/css"]))
        #expect(head(.ok, fields).components(separatedBy: "ontent-").count == 3)
        #expect(head(.ok, fields).contains("Content-Type: text/css\r\n"))
        fields.set(EncodedHeaders(["Content-Type": "text/csv"]))
        #expect(fields.contains("content-type"))
        #expect(head(.notFound, fields).contains("Content-Type: text/csv\r\n"))
        fields["Content-Type"] = nil
        #expect(!fields.contains("Content-Type"))
        #expect(!head(.ok, fields).contains("ontent-type"))
    }

    @Test func aFieldThatIsSetAgainIsAsSafeAsBefore() {
        var fields = HeaderFields()
        for value in ["a", "b\r\nX: y"] {
            fields["X-A"] = value
            fields["Location"] = "/" + value
        }
        #expect(fields["X-A"] == "b  X: y")
        #expect(fields["Location"] == "/b%0D%0AX:%20y")
        fields.append(EncodedHeaders(["X-B": "c"]))
        fields["X-B"] = "d\ne"
        #expect(fields["X-B"] == "d e")
    }

    /// All bytes that could end a line, in all places that take text.
    @Test(arguments: ["\r\nX: y", "\nX: y", "\rX: y", "\r\n\r\nbody", "\0", "\u{1b}", "\u{7f}", "\u{1}"])
    func noTextBreaksOut(_ evil: String) {
        var fields = HeaderFields()
        fields["Location"] = "/" + evil
        fields.append("X-List", "a" + evil)
        fields.appendElement("b" + evil, to: "Vary")
        fields.append(EncodedHeaders(["X-Block": "c" + evil]))
        var cookie = Cookie("d", evil, path: nil)
        cookie.path = evil
        fields.append("Set-Cookie", cookie.text)
        for status in [HTTPStatus.ok, .notFound] {
            let text = head(status, contentType: "text/html" + evil, fields)
            #expect(text.utf8.filter { $0 == 10 }.count == 10)
            #expect(text.utf8.filter { $0 == 13 }.count == 10)
            #expect(!text.utf8.contains { $0 == 0 || $0 == 0x1b || $0 == 0x7f || $0 == 1 })
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func aNameIsAToken() {
        for name in ["", "a b", "a:", "a\r\nb", "ä", "a\0"] { #expect(FieldName(name) == nil) }
        let name = FieldName("X-" + "A")
        #expect(name == "x-a")
        #expect(name?.hashValue == FieldName(stringLiteral: "x-a").hashValue)
    }

    @Test func fieldsByName() {
        var fields = HeaderFields()
        #expect(fields.isEmpty)
        fields.append("A", "1")
        fields.append("a", "2")
        fields["B"] = "3"
        #expect(fields["a"] == "1, 2")
        #expect(fields.values("A") == ["1", "2"])
        fields["A"] = "4"
        #expect(fields.values("a") == ["4"])
        fields["A"] = nil
        #expect(!fields.contains("a"))
        #expect(fields.map(\.value) == ["3"])
    }

    @Test func blocksGiveWayToWhatIsSet() {
        var fields = HeaderFields()
        fields.append(EncodedHeaders(["A": "1", "B": "2"]))
        fields.append(EncodedHeaders(["C": "3"]))
        fields.append(EncodedHeaders(["D": "4"]))
        fields["E"] = "5"
        #expect(fields.map(\.value).sorted() == ["1", "2", "3", "4", "5"])
        #expect(fields["C"] == "3")
        fields["b"] = "6"
        fields["A"] = nil
        #expect(fields.map(\.value).sorted() == ["3", "4", "5", "6"])
    }

    @Test func whatIsThereStaysAndTheRestIsAdded() {
        let block = EncodedHeaders(["A": "1", "B": "2", "Content-Type": "a/b"])
        var fields = HeaderFields()
        fields.addMissing(block)
        #expect(fields.map(\.value) == ["a/b", "1", "2"])
        fields.addMissing(EncodedHeaders(["b": "3", "C": "4", "Content-Type": "c/d"]))
        #expect(fields.map(\.value) == ["a/b", "1", "2", "4"])
        var other = HeaderFields()
        other["a"] = "0"
        other.addMissing(block)
        #expect(other.map(\.value) == ["a/b", "0", "2"])
    }

    @Test func listsGrow() {
        var fields = HeaderFields()
        fields.appendElement("Cookie", to: "Vary")
        fields.appendElement("cookie", to: "Vary")
        fields.appendElement("Origin", to: "Vary")
        #expect(fields["Vary"] == "Cookie, Origin")
        fields["Vary"] = "*"
        fields.appendElement("Origin", to: "Vary")
        #expect(fields["Vary"] == "*")
    }

    @Test func chunks() {
        var output: [UInt8] = []
        ResponseSerializer.appendChunk(Array("hello".utf8), to: &output)
        ResponseSerializer.appendChunk([], to: &output)
        ResponseSerializer.appendChunk([UInt8](repeating: 0x78, count: 16), to: &output)
        ResponseSerializer.appendLastChunk(to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "5\r\nhello\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\n\r\n")
    }
}

/// Methods, and decoding in pieces.
@Suite struct PieceTests {
    @Test func methodsByName() {
        #expect(HTTPMethod("GET") == .get)
        #expect(HTTPMethod("get") != .get)
        #expect(HTTPMethod("OPTIONS") == .options)
        #expect(HTTPMethod("ABCDEFGHIJKLMNOP").name == "ABCDEFGHIJKLMNOP")
        for name in ["", "ABCDEFGHIJKLMNOPQ", "G T", "ä", "a\0"] { #expect(HTTPMethod(validating: name) == nil) }
        #expect(HTTPStatus(99).code == 500)
        #expect(HTTPStatus(600).code == 500)
    }

    @Test func chunksUpToALimit() {
        let bytes = Array("5\r\nhello\r\n0\r\n\r\nrest".utf8)
        var decoder = ChunkedDecoder()
        var data: [UInt8] = []
        #expect(decoder.decode(bytes.span, into: &data, limit: 2) == .needMore(consumed: 5))
        #expect(String(decoding: data, as: UTF8.self) == "he")
        #expect(decoder.decode(bytes.span.extracting(5...), into: &data) == .done(consumed: 10))
        #expect(String(decoding: data, as: UTF8.self) == "hello")
        #expect(decoder.decode(bytes.span.extracting(15...), into: &data) == .done(consumed: 0))
    }
}
