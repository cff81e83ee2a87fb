import Taproom
import TaproomTesting
import TestSupport
import Testing

/// What becomes of errors that handlers throw.
@Suite struct ErrorResponseTests {
    /// The task of the request was not cancelled, so its client waits for the response.
    @Test(arguments: TestMode.allCases) func aCancellationOfTheHandlersOwnIsAFailure(_ mode: TestMode) async throws {
        let log = LogRecorder()
        let app = Application(logger: log.logger)
        app.get("/") { _ -> String in throw CancellationError() }
        try await app.test(mode) { client async throws in
            #expect(try await client.get("/").status == .internalServerError)
        }
        #expect(log.messages.contains { $0.hasPrefix("handler failed") && $0.contains("CancellationError") })
    }

    @Test func nothingOfAnErrorIsHTML() async throws {
        let app = Application()
        app.get("/") { _ -> String in
            throw HTTPError(.unprocessableContent, "<b> & \"it\"", fields: ["<i>'name'": "<u>reason</u>"])
        }
        try await app.test(.inProcess) { client async throws in
            let page = try await client.get("/", headers: ["Accept": "text/html"])
            #expect(page.contentType == "text/html; charset=utf-8")
            #expect(page.text.contains("<p>&lt;b&gt; &amp; &quot;it&quot;</p>"))
            #expect(
                page.text.contains(
                    "<li><code>&lt;i&gt;&#39;name&#39;</code> &lt;u&gt;reason&lt;/u&gt;</li>"))
        }
    }
}
