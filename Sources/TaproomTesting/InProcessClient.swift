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

    /// A test's content that comes piece by piece.
    private final class PiecedContent: RequestContentSource {
        private var rest: ArraySlice<UInt8>
        private let size: Int

        init(_ bytes: [UInt8], size: Int) {
            rest = bytes[...]
            self.size = max(1, size)
        }

        func next() async throws -> [UInt8]? {
            await Task.yield()
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    public func send(_ request: TestRequest) async throws -> TestResponse {
        let source = request.pieceSize.map { PiecedContent(request.body, size: $0) }
        let request = try Request(
            parsing: source == nil ? request.bytes : Array(request.head.utf8), lateContent: source,
            connection: connection, settings: settings)
        let response = await chain.respond(to: request)
        var headers = response.headers
        let hasContent = !response.status.forbidsContent
        if !hasContent { headers.contentType = nil }
        let body = request.method == .head || !hasContent ? [] : try await response.body.collect()
        return TestResponse(
            status: response.status.code, headers: headers.map { (name: $0.name.text, value: $0.value) }, body: body)
    }
}
