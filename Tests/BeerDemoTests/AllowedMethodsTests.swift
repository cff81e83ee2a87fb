import TaproomTesting
import Testing

/// The demo's responses to OPTIONS, and to methods for which it has no route.
@Suite struct AllowedMethodsTests {
    @Test(arguments: ["development", "production"])
    func allowTellsTheMethods(_ environment: String) async throws {
        let server = try await DemoServer.start(["--environment", environment])
        let client = TestClient(port: server.port)
        for (path, allowed) in [
            ("/", "GET, HEAD, OPTIONS, POST"), ("*", "GET, HEAD, OPTIONS, POST"), ("/healthz", "GET, HEAD, OPTIONS"),
        ] {
            let asked = try await client.send(TestRequest(.options, path))
            #expect(asked.status == 204)
            #expect(asked["Allow"] == allowed)
            #expect(asked.body.isEmpty)
        }
        let refused = try await client.send(TestRequest(.delete, "/healthz"))
        #expect(refused.status == 405)
        #expect(refused["Allow"] == "GET, HEAD, OPTIONS")
    }
}
