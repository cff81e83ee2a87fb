import FlyingFox
import FlyingSocks
import Foundation

/// `GET /plaintext` with FlyingFox and its defaults, except that the log is off.
@main
struct FlyingFoxPlaintext {
    static func main() async throws {
        guard CommandLine.arguments.count == 2, let port = UInt16(CommandLine.arguments[1]) else {
            fatalError("usage: FlyingFoxPlaintext PORT")
        }
        let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled)
        let body = Data("Hello, World!".utf8)
        await server.appendRoute("GET /plaintext") { _ in
            HTTPResponse(statusCode: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: body)
        }
        try await server.run()
    }
}
