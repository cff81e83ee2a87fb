import Taproom
import TaproomTesting
import Testing

/// Both modes return the same responses, in all fields except Date.
@Suite(.timeLimit(.minutes(1))) struct SameResultsTests {
    private struct Exchange: Sendable, CustomTestStringConvertible {
        var method = HTTPMethod.get
        let path: String
        var headers = HeaderFields()
        var body = ""
        var testDescription: String { "\(method) \(path)" }
    }

    private static func app() -> Application {
        let app = Application()
        app.get("/text") { _ in "text" }
        app.get("/none") { _ in }
        app.get("/reset") { _ in HTTPStatus.resetContent }
        app.get("/unchanged") { _ in Response(status: .notModified, contentType: "text/plain", body: .text("x")) }
        app.get("/empty") { _ in Response() }
        app.get("/json") { _ in ["b": 1, "a": 2] }
        app.get("/thrown") { _ -> String in throw HTTPError(.conflict, "no", headers: ["Retry-After": "5"]) }
        app.get("/stream") { _ in Response(body: .stream(length: nil) { try await $0.write("streamed") }) }
        app.get("/known") { _ in Response(body: .stream(length: 8) { try await $0.write("streamed") }) }
        app.get("/late") { _ in
            var response = Response(body: .stream(length: nil) { _ in throw HTTPError(.forbidden, "too late") })
            response.headers["Set-Cookie"] = "a=1"
            return response
        }
        app.get("/events") { _ in Response.events { try await $0.send("one\ntwo", event: "e") } }
        app.get("/who") { request in
            "\(request.connection.peerHost) \(request.header("host") ?? "-") \(request.header("connection") ?? "-")"
        }
        app.on(.post, "/small", bodyLimit: 4) { request in
            String(decoding: try await request.body.collect(), as: UTF8.self)
        }
        return app
    }

    @Test(arguments: [
        Exchange(path: "/text"), Exchange(method: .head, path: "/text"), Exchange(method: .options, path: "/text"),
        Exchange(method: .delete, path: "/text"), Exchange(path: "/none"), Exchange(path: "/reset"),
        Exchange(path: "/unchanged"), Exchange(path: "/empty"), Exchange(path: "/json"), Exchange(path: "/thrown"),
        Exchange(path: "/stream"), Exchange(method: .head, path: "/stream"), Exchange(path: "/known"),
        Exchange(path: "/late"), Exchange(path: "/events"), Exchange(path: "/who"), Exchange(path: "/missing"),
        Exchange(method: .post, path: "/small", body: "1234"), Exchange(method: .post, path: "/small", body: "12345"),
        Exchange(path: "/text", headers: ["Host": "a b"]), Exchange(path: "/%zz"),
        Exchange(method: "CONNECT", path: "/"),
        Exchange(path: "/text", headers: ["Expect": "more"]),
    ])
    private func aResponseIsTheSame(_ exchange: Exchange) async throws {
        var results: [String] = []
        for mode in TestMode.allCases + [.live(pieces: 2), .inProcess(pieces: 2)] {
            let response = try await Self.app().test(mode) { client in
                try await client.send(
                    exchange.method, exchange.path, headers: exchange.headers,
                    body: exchange.body.isEmpty ? nil : exchange.body)
            }
            let fields = response.headers.filter { $0.name != "Date" }.map { "\($0.name.text): \($0.value)" }
            results.append("\(response.status)\n\(fields.joined(separator: "\n"))\n\n\(response.text)")
        }
        #expect(Set(results).count == 1, "\(results)")
    }
}
