import ArgumentParser
import Taproom

/// A server for the benchmarks that `hello` does not cover: middleware without effect, large requests and large
/// responses.
@main
struct BenchServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-server", abstract: "Serves /plaintext, /count, /stream and /json-echo.")

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 3000

    @Option(help: "Event loops; the number of processors if not given.")
    var threads: Int?

    @Option(help: "How many middleware that do nothing each request passes through.")
    var middleware = 0

    @Option(help: "The certificate of HTTPS, a PEM file.")
    var tlsCertificate: String?

    @Option(help: "The certificate's private key, a PEM file.")
    var tlsKey: String?

    @Option(help: "A folder of files to serve below /files.")
    var files: String?

    func run() async throws {
        let app = Application()
        app.settings.threads = threads
        if let files { app.use("/files", try StaticFiles(files)) }
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
        app.post("/json-echo") { request in try await request.json(Beer.self) }
        var tls: TLSOptions?
        if let tlsCertificate, let tlsKey { tls = TLSOptions(certificate: tlsCertificate, key: tlsKey) }
        try await app.run(host: host, port: port, tls: tls)
    }
}

/// The value that `/json-echo` decodes and encodes.
private struct Beer: Codable {
    struct Batch: Codable {
        let number: Int
        let litres: Double
    }

    let id: Int
    let name: String
    let style: String
    let strength: Double
    let isAvailable: Bool
    let hops: [String]
    let batches: [Batch]
}

private struct PassThrough: Middleware {
    func respond(to request: Request, next: Next) async throws -> Response {
        await next(request)
    }
}
