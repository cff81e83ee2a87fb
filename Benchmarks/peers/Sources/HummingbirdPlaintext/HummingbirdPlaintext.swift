import Hummingbird
import Logging

/// `GET /plaintext` and `POST /json-echo` with Hummingbird 2 and its defaults, except that only errors are logged.
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
        router.post("json-echo") { request, context in try await request.decode(as: Beer.self, context: context) }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await app.runService()
    }
}

/// The value that `/json-echo` decodes and encodes.
private struct Beer: ResponseCodable {
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
