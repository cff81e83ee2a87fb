import ArgumentParser
import Taproom

/// The smallest program that uses Taproom.
@main
struct Hello: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hello", abstract: "Serves /plaintext and /json.")

    @Option(help: "The address to listen on; localhost means both 127.0.0.1 and ::1.")
    var host = "localhost"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 3000

    @Option(help: "Event loops; the number of processors if not given.")
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1.") }
    }

    func run() async throws {
        let app = Application()
        app.settings.threads = threads
        app.get("/plaintext") { _ in "Hello, World!" }
        app.get("/json") { _ in ["message": "Hello, World!"] }
        try await app.run(host: host, port: port)
    }
}
