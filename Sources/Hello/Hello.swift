import ArgumentParser
import Taproom

/// The smallest program on Taproom, and the one that benchmarks measure.
@main
struct Hello: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hello",
        abstract: "Serves /plaintext and /json; /count and /stream take and give as much as you like.")

    @Option(help: "The address to listen on; localhost means both 127.0.0.1 and ::1.")
    var host = "localhost"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = 3000

    @Option(help: "Event loops; the number of processors if not given.")
    var threads: Int?

    @Flag(help: "Listen beside a server that listens on the port already and is told to stop next.")
    var takeOver = false

    @Option(help: "Pass each request through so many middleware that do nothing, to measure what one costs.")
    var middleware = 0

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    }

    func run() async throws {
        let app = Application()
        app.settings.threads = threads
        app.settings.takesOver = takeOver
        for _ in 0..<middleware { app.use(PassThrough()) }
        app.get("/plaintext") { _ in "Hello, World!" }
        app.get("/json") { _ in Response.json(Message(message: "Hello, World!")) }
        app.post("/count") { request in
            var count = 0
            for try await chunk in request.body { count += chunk.count }
            return "\(count) bytes\n"
        }
        app.get("/stream") { _ in
            Response(
                contentType: "text/plain",
                body: .stream(length: nil) { writer in
                    for _ in 0..<1024 { try await writer.write([UInt8](repeating: 0x2e, count: 16 * 1024)) }
                })
        }
        try await app.run(host: host, port: Int(port))
    }
}

struct Message: Encodable {
    let message: String
}

struct PassThrough: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        await next(request)
    }
}
