import Hummingbird
import Logging

/// `GET /plaintext` on Hummingbird 2, with its defaults but for the log, which keeps to errors.
@main
struct HummingbirdPlaintext {
    static func main() async throws {
        guard CommandLine.arguments.count == 2, let port = Int(CommandLine.arguments[1]) else {
            fatalError("usage: HummingbirdPlaintext PORT")
        }
        var logger = Logger(label: "hummingbird-plaintext")
        logger.logLevel = .error
        let router = Router()
        router.get("plaintext") { _, _ in "Hello, World!" }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await app.runService()
    }
}
