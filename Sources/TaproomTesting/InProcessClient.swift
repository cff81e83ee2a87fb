import Taproom
import TaproomNet

/// Runs requests through an application's parser, middleware and router on the caller's task.
public struct InProcessClient: TestClient {
    private let chain: Chain
    private let settings: ApplicationSettings
    private let connection: ConnectionInfo

    /// - Parameter isSecure: whether the requests look as if they came over TLS.
    /// - Throws: `RouteError` for a pattern that no route can have.
    public init(_ app: Application, isSecure: Bool = false) throws(RouteError) {
        chain = try app.chain()
        settings = app.settings
        connection = ConnectionInfo(isSecure: isSecure)
    }

    public func send(_ request: TestRequest) async throws -> TestResponse {
        let request = try Request(parsing: request.bytes, connection: connection, settings: settings)
        let response = await chain.respond(to: request)
        var headers = response.headers.map { (name: $0.name.text, value: $0.value) }
        let hasContent = !response.status.forbidsContent
        if hasContent, let contentType = response.contentType { headers.insert(("Content-Type", contentType), at: 0) }
        let body = request.method == .head || !hasContent ? [] : try await response.body.collect()
        return TestResponse(status: response.status.code, headers: headers, body: body)
    }
}
