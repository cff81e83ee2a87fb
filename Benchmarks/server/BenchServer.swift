import ArgumentParser
import Taproom

/// What the benchmarks measure besides `hello`: middleware that does nothing, large requests and large responses.
@main
struct BenchServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-server", abstract: "Serves /plaintext, /count and /stream.")

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 3000

    @Option(help: "Event loops; the number of processors if not given.")
    var threads: Int?

    @Option(help: "How many middleware that do nothing each request passes through.")
    var middleware = 0

    func run() async throws {
        let app = Application()
        app.settings.threads = threads
        for _ in 0..<middleware { app.use(PassThrough()) }
        app.get("/plaintext") { _ in "Hello, World!" }
        app.post("/count") { request in
            var count = 0
            for try await chunk in request.body { count += chunk.count }
            return "\(count) bytes\n"
        }
        app.get("/stream") { _ in
            Response.stream(contentType: "text/plain") { writer in
                for _ in 0..<1024 { try await writer.write([UInt8](repeating: 0x2e, count: 16 * 1024)) }
            }
        }
        try await app.run(host: host, port: port)
    }
}

private struct PassThrough: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        await next(request)
    }
}
